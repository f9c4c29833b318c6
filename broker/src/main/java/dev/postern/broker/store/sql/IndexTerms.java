package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.index.tables.Term.TERM;

import dev.postern.broker.store.chunk.CorruptChunkException;
import dev.postern.broker.store.chunk.IndexCipher;

import org.jooq.DSLContext;
import org.jooq.Record2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Words that many sessions share, encrypted once each. A word's id is a keyed token of its kind and itself.
final class IndexTerms {

    private static final String SCOPE = "terms";

    private final IndexCipher cipher;

    IndexTerms(IndexCipher cipher) {
        this.cipher = cipher;
    }

    /// What a word is of.
    enum Kind {
        DATABASE,
        ROLE,
        APPLICATION,
        TICKET,
        /// The groups of a person, all of them: a JSON array of names.
        GROUPS
    }

    /// The id of a word, which is added if it is not there.
    long add(DSLContext sql, Kind kind, String word) {
        long id = cipher.tokenizer().term(kind.name(), word);
        sql.insertInto(TERM)
                .set(TERM.ID, id)
                .set(TERM.KIND, kind.name())
                .set(
                        TERM.SEALED_WORD,
                        cipher.seal(SCOPE, place(id), word.getBytes(StandardCharsets.UTF_8)))
                .onConflict(TERM.ID)
                .doNothing()
                .execute();
        return id;
    }

    /// The words with these ids.
    Map<Long, String> words(DSLContext sql, Collection<Long> ids) {
        Map<Long, String> words = new HashMap<>();
        for (Record2<Long, byte[]> row :
                sql.select(TERM.ID, TERM.SEALED_WORD).from(TERM).where(TERM.ID.in(ids)).fetch()) {
            words.put(row.value1(), word(row));
        }
        return words;
    }

    /// The ids of the words of a kind that `wanted` accepts.
    List<Long> matching(DSLContext sql, Kind kind, Predicate<String> wanted) {
        List<Long> ids = new ArrayList<>();
        for (Record2<Long, byte[]> row :
                sql.select(TERM.ID, TERM.SEALED_WORD)
                        .from(TERM)
                        .where(TERM.KIND.eq(kind.name()))
                        .fetch()) {
            if (wanted.test(word(row))) {
                ids.add(row.value1());
            }
        }
        return ids;
    }

    private String word(Record2<Long, byte[]> row) {
        try {
            byte[] word = cipher.open(SCOPE, place(row.value1()), row.value2());
            return new String(word, StandardCharsets.UTF_8);
        } catch (CorruptChunkException e) {
            throw IndexStore.corrupt(e);
        }
    }

    private static String place(long id) {
        return "term " + id;
    }
}
