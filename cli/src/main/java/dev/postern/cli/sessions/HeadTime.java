package dev.postern.cli.sessions;

import dev.postern.cli.console.Times;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells the time in a session's heading, the first line of its text, as [Times] tells it; everything else goes through
/// as it is.
final class HeadTime extends FilterWriter {

    private static final Pattern HEADING =
            Pattern.compile("(-- session .*  )(\\S+)", Pattern.DOTALL);

    private final Times times;
    private final StringBuilder heading = new StringBuilder();
    private boolean isBehind;

    HeadTime(Writer out, Times times) {
        super(out);
        this.times = times;
        this.isBehind = !times.isLocal();
    }

    @Override
    public void write(int c) throws IOException {
        write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        write(String.valueOf(text, from, length), 0, length);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        int end = isBehind ? -1 : text.indexOf('\n', from);
        if (isBehind) {
            out.write(text, from, length);
        } else if (end < 0 || end >= from + length) {
            heading.append(text, from, from + length);
        } else {
            heading.append(text, from, end);
            end();
            out.write(text, end, from + length - end);
        }
    }

    @Override
    public void flush() throws IOException {
        end();
        super.flush();
    }

    @Override
    public void close() throws IOException {
        end();
        super.close();
    }

    private void end() throws IOException {
        if (!isBehind) {
            isBehind = true;
            Matcher matcher = HEADING.matcher(heading);
            out.write(
                    matcher.matches()
                            ? matcher.group(1) + times.said(matcher.group(2))
                            : heading.toString());
        }
    }
}
