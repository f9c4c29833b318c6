package dev.postern.broker.identity;

import dev.postern.broker.store.sql.LoginRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Keeps sign-ins in the state database.
public final class SqlLoginStore implements LoginStore {

    private final StateStore store;

    public SqlLoginStore(StateStore store) {
        this.store = store;
    }

    @Override
    public void add(String tokenHash, Login login) {
        Person person = login.person();
        LoginRow row =
                new LoginRow(
                        login.id(),
                        tokenHash,
                        login.kind().name(),
                        person.issuer(),
                        person.subject(),
                        person.name(),
                        person.email(),
                        Json.write(person.groups()),
                        micros(login.startedAt()),
                        micros(login.expiresAt()),
                        login.address());
        store.write(rows -> {
            rows.logins().add(row);
            return true;
        });
    }

    @Override
    public Optional<Login> findByTokenHash(String tokenHash) {
        return store.read(rows -> rows.logins().findByTokenHash(tokenHash))
                .map(SqlLoginStore::login);
    }

    @Override
    public Optional<Login> findById(String id) {
        return store.read(rows -> rows.logins().find(id)).map(SqlLoginStore::login);
    }

    /// Somebody with this e-mail who has signed in, as of their newest sign-in that is kept.
    public Optional<Person> newestPerson(String email) {
        return store.read(rows -> rows.logins().newestOf(email))
                .map(SqlLoginStore::login)
                .map(Login::person);
    }

    @Override
    public void remove(String id) {
        store.write(rows -> {
            rows.logins().remove(id);
            return true;
        });
    }

    @Override
    public void removeExpiredBefore(Instant time) {
        store.write(rows -> {
            rows.logins().removeExpiredBefore(micros(time));
            return true;
        });
    }

    private static Login login(LoginRow row) {
        return new Login(
                row.id(),
                Login.Kind.valueOf(row.kind()),
                new Person(row.issuer(), row.subject(), row.name(), row.email(), groups(row)),
                instant(row.startedAt()),
                instant(row.expiresAt()),
                row.address());
    }

    private static List<String> groups(LoginRow row) {
        try {
            return Json.read(row.groups()) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "the groups of sign-in " + row.id() + " are not JSON", e);
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
