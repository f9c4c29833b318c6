package dev.postern.broker.store.object;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps files under names, written once, checked by their SHA-256.
///
/// Every call may block for as long as the store's limits allow, and may be made from any thread but an event loop.
/// Every call throws [ObjectStoreException] if the store cannot be reached or refuses.
public interface ObjectStore extends AutoCloseable {

    /// Stores a file under a name that has none yet.
    ///
    /// @return whether the object was written now or was there before with the same content
    /// @throws ObjectStoreException [ObjectStoreException.Kind#CONFLICT] if the name has other content, which stays
    Outcome put(Upload upload) throws ObjectStoreException;

    /// Stores a key file under its name whatever the name has, unless a later broker wrote it.
    ///
    /// @throws ObjectStoreException [ObjectStoreException.Kind#CONFLICT] if the object is of a later epoch, or somebody
    ///         else wrote it meanwhile
    Outcome replace(Upload upload) throws ObjectStoreException;

    /// What the store has under a name.
    Optional<StoredObject> find(String name) throws ObjectStoreException;

    /// Writes the object to `file`, which must not exist, and compares length and hash.
    ///
    /// @throws ObjectStoreException [ObjectStoreException.Kind#MISSING] if there is none,
    ///         [ObjectStoreException.Kind#DAMAGED] if it is not what was stored; `file` is then not there
    StoredObject fetch(String name, Path file) throws ObjectStoreException;

    /// A part of an object, without a look at the hash of the whole.
    ///
    /// @return exactly `length` bytes
    byte[] range(String name, long from, int length) throws ObjectStoreException;

    /// Names of objects of one kind in the order of their bytes.
    ///
    /// @param after only names behind this one; empty for all
    /// @return at most `limit` names; an empty list if there are no more
    List<String> list(ObjectKind kind, String after, int limit) throws ObjectStoreException;

    /// Removes an object with every version that the store keeps of it; nothing happens if there is none.
    ///
    /// @throws ObjectStoreException [ObjectStoreException.Kind#REFUSED] if a version stays, because it is locked or may
    ///         not be removed
    void delete(String name) throws ObjectStoreException;

    /// Until when the store refuses to remove an object; empty if it does not say, or there is no lock.
    default Optional<Instant> lockedUntil(String name) throws ObjectStoreException {
        return Optional.empty();
    }

    /// Asks for something small, to learn whether the store answers and accepts the credentials.
    void probe() throws ObjectStoreException;

    /// Where this store is, for people: no credentials in it.
    String place();

    @Override
    void close();

    /// What became of an upload.
    enum Outcome {
        /// The object was written.
        STORED,
        /// The object was there already, with the same content.
        ALREADY_THERE
    }
}
