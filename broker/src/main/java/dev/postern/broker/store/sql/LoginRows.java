package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.LOGIN;

import dev.postern.broker.store.sql.tables.state.tables.records.LoginRecord;

import org.jooq.DSLContext;

import java.util.Optional;

/// The rows of `login` within one transaction.
public final class LoginRows {

    private final DSLContext db;

    LoginRows(DSLContext db) {
        this.db = db;
    }

    /// Adds a sign-in.
    public void add(LoginRow row) {
        db.insertInto(LOGIN)
                .set(LOGIN.ID, row.id())
                .set(LOGIN.TOKEN_HASH, row.tokenHash())
                .set(LOGIN.KIND, row.kind())
                .set(LOGIN.ISSUER, row.issuer())
                .set(LOGIN.SUBJECT, row.subject())
                .set(LOGIN.PERSON_NAME, row.name())
                .set(LOGIN.EMAIL, row.email())
                .set(LOGIN.GROUP_NAMES, row.groups())
                .set(LOGIN.STARTED_AT, row.startedAt())
                .set(LOGIN.EXPIRES_AT, row.expiresAt())
                .set(LOGIN.ADDRESS, row.address())
                .execute();
    }

    /// The sign-in of a token's hash, expired or not.
    public Optional<LoginRow> findByTokenHash(String tokenHash) {
        return db.selectFrom(LOGIN)
                .where(LOGIN.TOKEN_HASH.eq(tokenHash))
                .fetchOptional(LoginRows::row);
    }

    /// The sign-in with this id, expired or not.
    public Optional<LoginRow> find(String id) {
        return db.selectFrom(LOGIN).where(LOGIN.ID.eq(id)).fetchOptional(LoginRows::row);
    }

    /// The newest sign-in of somebody with this e-mail, expired or not.
    public Optional<LoginRow> newestOf(String email) {
        return db.selectFrom(LOGIN)
                .where(LOGIN.EMAIL.equalIgnoreCase(email))
                .orderBy(LOGIN.STARTED_AT.desc())
                .limit(1)
                .fetchOptional(LoginRows::row);
    }

    /// Takes a sign-in out; does nothing if it is not there.
    public void remove(String id) {
        db.deleteFrom(LOGIN).where(LOGIN.ID.eq(id)).execute();
    }

    /// Takes out every sign-in that expired before `time`.
    public void removeExpiredBefore(long time) {
        db.deleteFrom(LOGIN).where(LOGIN.EXPIRES_AT.lt(time)).execute();
    }

    private static LoginRow row(LoginRecord r) {
        return new LoginRow(
                r.getId(),
                r.getTokenHash(),
                r.getKind(),
                r.getIssuer(),
                r.getSubject(),
                r.getPersonName(),
                r.getEmail(),
                r.getGroupNames(),
                r.getStartedAt(),
                r.getExpiresAt(),
                r.getAddress());
    }
}
