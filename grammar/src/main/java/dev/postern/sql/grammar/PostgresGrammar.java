package dev.postern.sql.grammar;

import dev.postern.sql.grammar.Reading.Cause;
import dev.postern.sql.grammar.Reading.Parsed;
import dev.postern.sql.grammar.Reading.Unparsed;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// PostgreSQL's parser, kept from doing harm: on threads of its own that have deep stacks, one instance each, with limits
/// of length, memory and time. What it said is remembered for texts that differ only in their values, which stay out of
/// the parser ([ReducedSql]).
///
/// An instance that ended by an exception is thrown away. One that was not asked for half a minute is let go, and with it
/// some 40 MB.
public final class PostgresGrammar implements Grammar, AutoCloseable {

    /// Longer texts are not read.
    public static final int MAX_CHARS = 1 << 20;

    /// Nor those that are longer, in UTF-8, even without their values.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int SHARED_CHARACTERS = 2_000_000;
    private static final Duration SHARED_LIMIT = Duration.ofSeconds(10);

    private static final class Shared {
        static final PostgresGrammar GRAMMAR =
                new PostgresGrammar(1, SHARED_CHARACTERS, SHARED_LIMIT);
    }

    private static final long STACK_BYTES = 128L << 20;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Duration limit;
    private final Semaphore free;
    private final ThreadPoolExecutor threads;

    @SuppressWarnings("ThreadLocalUsage") // one to a grammar, and gone with its threads
    private final ThreadLocal<@Nullable PgParser> parsers = new ThreadLocal<>();

    private final Answers known;

    /// @param instances  how many texts may be read at a time
    /// @param characters for how many characters of SQL, without values, the reading is remembered
    /// @param limit      how long a text may take
    public PostgresGrammar(int instances, int characters, Duration limit) {
        this.limit = limit;
        this.free = new Semaphore(instances);
        this.threads =
                new ThreadPoolExecutor(
                        instances,
                        instances,
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform()
                                .name("grammar-", 0)
                                .daemon()
                                .stackSize(STACK_BYTES)
                                .factory());
        threads.allowCoreThreadTimeOut(true);
        this.known = new Answers(characters);
    }

    /// The one grammar of this process, as an instance is too large to have several. It is never closed; its thread ends
    /// by itself when nothing is asked.
    public static Grammar shared() {
        return Shared.GRAMMAR;
    }

    /// Loads the parser in the background: the first text takes a second or two.
    public void warmUp() {
        var _ = threads.submit(() -> parse(new byte[] {';'}, new CountDownLatch(1)));
    }

    @Override
    public Reading read(String sql) {
        if (sql.length() > MAX_CHARS) {
            return new Unparsed(Cause.TOO_LONG, -1);
        }
        if (sql.indexOf('\0') >= 0) {
            return new Unparsed(Cause.NO_TEXT, sql.indexOf('\0'));
        }
        ReducedSql reduced = ReducedSql.of(sql);
        if (reduced.unterminated() >= 0) {
            return new Unparsed(Cause.SYNTAX, reduced.unterminated());
        }
        String text = reduced.text();
        Answer answer = known.get(text);
        if (answer == null) {
            answer = parse(text);
            if (answer.isLasting()) {
                known.put(text, answer);
            }
        }
        return answer.codePoint() < 0
                ? answer.reading()
                : new Unparsed(Cause.SYNTAX, reduced.original(answer.codePoint()));
    }

    private Answer parse(String text) {
        byte[] utf8 = utf8(text);
        if (utf8 == null) {
            return Answer.not(Cause.NO_TEXT);
        }
        if (utf8.length > MAX_BYTES) {
            return Answer.not(Cause.TOO_LONG);
        }
        free.acquireUninterruptibly();
        try {
            CountDownLatch loaded = new CountDownLatch(1);
            return answer(threads.submit(() -> parse(utf8, loaded)), loaded);
        } finally {
            free.release();
        }
    }

    /// The text as the parser takes it; null if it holds what it cannot take.
    private static byte @Nullable [] utf8(String sql) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(sql));
            byte[] utf8 = new byte[bytes.remaining()];
            bytes.get(utf8);
            return utf8;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private Answer answer(Future<Answer> future, CountDownLatch loaded) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    loaded.await();
                    return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    future.cancel(true);
                    return Answer.not(Cause.TOO_SLOW);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("PostgreSQL's grammar could not be asked", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Runs on a thread of the pool.
    ///
    /// @param loaded told when the parser is there: from then on the time counts
    private Answer parse(byte[] utf8, CountDownLatch loaded) {
        try {
            PgParser parser = parser(loaded);
            PgParser.Answer answer = parser.parse(utf8);
            Answer result =
                    answer.position() >= 0
                            ? new Answer(new Unparsed(Cause.SYNTAX, 0), answer.position())
                            : new Answer(
                                    new Parsed(TreeWalk.statements(TreeReader.read(answer.json()))),
                                    -1);
            if (!parser.isLarge()) {
                parsers.set(parser);
            }
            return result;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // Whatever went wrong inside: the instance is gone, and nothing is said of the text.
            return Answer.not(
                    Thread.currentThread().isInterrupted() ? Cause.TOO_SLOW : Cause.TOO_COMPLEX);
        }
    }

    /// This thread's parser, which is not kept unless it is put back.
    private PgParser parser(CountDownLatch loaded) {
        try {
            PgParser parser = parsers.get();
            parsers.remove();
            return parser == null ? PgParser.create() : parser;
        } finally {
            loaded.countDown();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
