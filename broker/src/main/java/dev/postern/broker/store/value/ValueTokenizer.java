package dev.postern.broker.store.value;

import dev.postern.broker.store.chunk.KeyedHash;
import dev.postern.broker.store.chunk.TokenSet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Makes keyed tokens of 64 bits of the elements of values; a pair of words has one that is made of theirs. Not thread-safe.
public final class ValueTokenizer {

    private static final byte PAIR = 'p';

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final KeyedHash hash;
    private final NormalText text = new NormalText();
    private final ElementTokens sink = new ElementTokens();
    private final WordTokens words = new WordTokens();
    private final byte[] both = new byte[2 * Long.BYTES];

    /// @param hash used by nobody else
    public ValueTokenizer(KeyedHash hash) {
        this.hash = hash;
    }

    /// Adds the tokens by which `value` is found.
    public void add(String value, TokenSet tokens) {
        text.set(value);
        ValueElements.of(text, sink.into(tokens));
    }

    /// The same of a value of `length` bytes of ASCII that lie in `bytes` from `from` on.
    public void add(byte[] bytes, int from, int length, TokenSet tokens) {
        text.set(bytes, from, length);
        ValueElements.of(text, sink.into(tokens));
    }

    /// The tokens of the words of a normal text and of the pairs among them.
    long[] words(String normal) {
        TokenSet tokens = new TokenSet();
        NormalText of = NormalText.as(normal);
        ValueElements.eachWord(of, words.of(of, tokens));
        return tokens.toArray();
    }

    /// Adds the tokens of the elements of [#text].
    private final class ElementTokens implements ValueElements.Sink {

        private TokenSet tokens = new TokenSet();

        ElementTokens into(TokenSet set) {
            tokens = set;
            return this;
        }

        @Override
        public void element(ValueElements.Kind kind, int from, int to) {
            tokens.add(token(kind, text, from, to));
        }

        @Override
        public void element(ValueElements.Kind kind, String normal) {
            tokens.add(token(kind, normal));
        }

        @Override
        public void words() {
            ValueElements.eachWord(text, words.of(text, tokens));
        }
    }

    /// Adds the tokens of the words of a text and of the pairs among them.
    private final class WordTokens implements ValueElements.Places {

        private NormalText in = text;
        private TokenSet tokens = new TokenSet();
        private boolean isFirst = true;
        private long before;

        WordTokens of(NormalText words, TokenSet set) {
            in = words;
            tokens = set;
            isFirst = true;
            return this;
        }

        @Override
        public void found(int from, int to) {
            long word = token(ValueElements.Kind.WORD, in, from, to);
            tokens.add(word);
            if (!isFirst) {
                tokens.add(pair(before, word));
            }
            before = word;
            isFirst = false;
        }
    }

    long token(ValueElements.Kind kind, String normal) {
        return token(kind, NormalText.as(normal), 0, normal.length());
    }

    private long token(ValueElements.Kind kind, NormalText in, int from, int to) {
        in.hash(from, to, hash);
        return hash.add(kind.mark()).end();
    }

    /// The token of two words, one behind the other.
    ///
    /// @param first  token of a word, as `second`
    long pair(long first, long second) {
        LONG.set(both, 0, first);
        LONG.set(both, Long.BYTES, second);
        return hash.add(both, 0, both.length).add(PAIR).end();
    }
}
