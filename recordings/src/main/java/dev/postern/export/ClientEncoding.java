package dev.postern.export;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// The encoding of a session's text, as `client_encoding` names it.
///
/// `SQL_ASCII` promises nothing about its bytes: they are read as UTF-8. An encoding that the JDK does not know is read
/// as UTF-8 too. Bytes that are no text in the encoding become `\xNN`, never a replacement character.
public final class ClientEncoding {

    private static final byte[] ASCII = ascii();
    private static final char REPLACEMENT = '\uFFFD';

    /// What a session speaks before the server has reported anything.
    public static final ClientEncoding UTF8 = new ClientEncoding(StandardCharsets.UTF_8);

    private static final Map<String, String> JDK_NAMES =
            Map.ofEntries(
                    Map.entry("UTF8", "UTF-8"),
                    Map.entry("UNICODE", "UTF-8"),
                    Map.entry("LATIN1", "ISO-8859-1"),
                    Map.entry("LATIN2", "ISO-8859-2"),
                    Map.entry("LATIN3", "ISO-8859-3"),
                    Map.entry("LATIN4", "ISO-8859-4"),
                    Map.entry("LATIN5", "ISO-8859-9"),
                    Map.entry("LATIN7", "ISO-8859-13"),
                    Map.entry("LATIN9", "ISO-8859-15"),
                    Map.entry("ISO88595", "ISO-8859-5"),
                    Map.entry("ISO88596", "ISO-8859-6"),
                    Map.entry("ISO88597", "ISO-8859-7"),
                    Map.entry("ISO88598", "ISO-8859-8"),
                    Map.entry("WIN866", "IBM866"),
                    Map.entry("WIN874", "x-windows-874"),
                    Map.entry("WIN1250", "windows-1250"),
                    Map.entry("WIN1251", "windows-1251"),
                    Map.entry("WIN1252", "windows-1252"),
                    Map.entry("WIN1253", "windows-1253"),
                    Map.entry("WIN1254", "windows-1254"),
                    Map.entry("WIN1255", "windows-1255"),
                    Map.entry("WIN1256", "windows-1256"),
                    Map.entry("WIN1257", "windows-1257"),
                    Map.entry("WIN1258", "windows-1258"),
                    Map.entry("KOI8R", "KOI8-R"),
                    Map.entry("KOI8U", "KOI8-U"),
                    Map.entry("EUCJP", "EUC-JP"),
                    Map.entry("EUCKR", "EUC-KR"),
                    Map.entry("EUCCN", "GB2312"),
                    Map.entry("EUCTW", "x-EUC-TW"),
                    Map.entry("SJIS", "windows-31j"),
                    Map.entry("BIG5", "Big5"),
                    Map.entry("GBK", "GBK"),
                    Map.entry("GB18030", "GB18030"),
                    Map.entry("UHC", "x-windows-949"),
                    Map.entry("JOHAB", "x-Johab"));

    private final Charset charset;
    private final boolean isAsciiItself;

    private ClientEncoding(Charset charset) {
        this.charset = charset;
        this.isAsciiItself = charset.equals(StandardCharsets.UTF_8) || isOneByte(charset);
    }

    /// Whether bytes under 128 are ASCII, wherever they stand.
    private static boolean isOneByte(Charset charset) {
        return charset.canEncode()
                && charset.newEncoder().maxBytesPerChar() == 1
                && new String(ASCII, charset).equals(new String(ASCII, StandardCharsets.US_ASCII));
    }

    private static byte[] ascii() {
        byte[] all = new byte[0x80];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    /// The encoding that PostgreSQL calls `name`; case, hyphens and underscores do not matter.
    public static ClientEncoding of(String name) {
        String key = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        String jdkName = JDK_NAMES.get(key);
        if (jdkName == null || !Charset.isSupported(jdkName)) {
            return UTF8;
        }
        return new ClientEncoding(Charset.forName(jdkName));
    }

    /// `bytes` as text; its position is left alone.
    public Decoded decode(ByteBuffer bytes) {
        if (isAsciiItself) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            String text = new String(copy, StandardCharsets.US_ASCII);
            if (isAscii(text)) {
                return new Decoded(text, true);
            }
        }
        return decodeAny(bytes);
    }

    /// Whether some bytes are ASCII, each a character.
    public boolean isAscii(byte[] bytes, int from, int length) {
        int all = isAsciiItself ? 0 : -1;
        for (int i = from; i < from + length; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    /// The text of some bytes, read as [#decode] reads them.
    public String text(byte[] bytes, int from, int length) {
        if (isAsciiItself) {
            String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
            if (isAscii(text)) {
                return text;
            }
        }
        return decodeAny(ByteBuffer.wrap(bytes, from, length)).text();
    }

    /// Whether all bytes that were read as ASCII were. That decoder puts a replacement character, which is none, for each
    /// other byte; both are quicker than a loop over the bytes.
    private static boolean isAscii(String text) {
        return text.indexOf(REPLACEMENT) < 0;
    }

    private Decoded decodeAny(ByteBuffer bytes) {
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = bytes.duplicate();
        StringBuilder text = new StringBuilder(in.remaining());
        CharBuffer out = CharBuffer.allocate(Math.clamp(in.remaining(), 16, 8192));
        boolean clean = true;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (result.isUnderflow()) {
                break;
            }
            if (result.isError()) {
                clean = false;
                for (int i = 0; i < result.length(); i++) {
                    text.append("\\x").append(String.format("%02x", in.get()));
                }
                decoder.reset();
            }
        }
        decoder.flush(out);
        text.append(out.flip());
        return new Decoded(text.toString(), clean);
    }

    /// The JDK's charset.
    public Charset charset() {
        return charset;
    }

    /// Decoded text.
    ///
    /// @param clean whether every byte was text in the encoding
    public record Decoded(String text, boolean clean) {}
}
