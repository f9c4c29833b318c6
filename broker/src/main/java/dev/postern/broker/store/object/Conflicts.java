package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

/// What every store says when what it has is not what was expected.
final class Conflicts {

    private Conflicts() {}

    static ObjectStoreException otherContent(Upload upload, StoredObject there) {
        return new ObjectStoreException(
                Kind.CONFLICT,
                upload.name()
                        + " is stored already with other content: SHA-256 "
                        + there.sha256()
                        + " ("
                        + there.bytes()
                        + " bytes) there, "
                        + upload.sha256()
                        + " ("
                        + upload.bytes()
                        + " bytes) here; nothing was overwritten and both are kept: compare them"
                        + " with postern verify");
    }

    static ObjectStoreException laterEpoch(Upload upload, StoredObject there) {
        return new ObjectStoreException(
                Kind.CONFLICT,
                upload.name()
                        + " was written by a later broker (epoch "
                        + there.epoch()
                        + ", this one is "
                        + upload.epoch()
                        + "); stop this broker if another one took over its data folder");
    }

    static ObjectStoreException wroteMeanwhile(Upload upload) {
        return new ObjectStoreException(
                Kind.CONFLICT,
                upload.name()
                        + " was written by somebody else at the same time; it is compared again at"
                        + " the next attempt");
    }

    static ObjectStoreException shortRange(String name, long from, int length, int got) {
        return new ObjectStoreException(
                Kind.DAMAGED,
                name
                        + " has only "
                        + got
                        + " of "
                        + length
                        + " bytes from byte "
                        + from
                        + ": it is shorter than its recording says");
    }
}
