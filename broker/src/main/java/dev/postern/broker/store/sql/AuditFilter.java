package dev.postern.broker.store.sql;

import static dev.postern.broker.store.sql.tables.state.Tables.AUDIT_EVENT;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which audit events are asked for: all that is given must hold.
///
/// @param codes   one of these kinds; one that ends with `*` is of all that begin so; empty for any
/// @param person  the id, e-mail address or name of who did it, whatever the case of letters, or null
/// @param target  or null
/// @param session the whole id, or null
/// @param request the whole id of the request that the event's detail names, or null
/// @param from    the earliest time, microseconds since 1970, or null
/// @param to      the latest time, or null
/// @param text    its sentence holds this, whatever the case of letters, or null
public record AuditFilter(
        List<String> codes,
        @Nullable String person,
        @Nullable String target,
        @Nullable String session,
        @Nullable String request,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable String text) {

    /// Every event.
    public static final AuditFilter ALL =
            new AuditFilter(List.of(), null, null, null, null, null, null, null);

    private static final String ANY = "*";

    public AuditFilter {
        codes = List.copyOf(codes);
    }

    Condition condition() {
        Condition all = DSL.noCondition();
        if (!codes.isEmpty()) {
            all = all.and(DSL.or(codes.stream().map(AuditFilter::ofKind).toList()));
        }
        if (person != null) {
            all =
                    all.and(
                            AUDIT_EVENT
                                    .PERSON_ID
                                    .eq(person)
                                    .or(AUDIT_EVENT.PERSON_EMAIL.equalIgnoreCase(person))
                                    .or(AUDIT_EVENT.PERSON_NAME.equalIgnoreCase(person)));
        }
        if (target != null) {
            all = all.and(AUDIT_EVENT.TARGET.eq(target));
        }
        if (session != null) {
            all = all.and(AUDIT_EVENT.SESSION_ID.eq(session));
        }
        if (request != null) {
            all = all.and(AUDIT_EVENT.DETAIL.contains("\"request\":\"" + request + "\""));
        }
        if (from != null) {
            all = all.and(AUDIT_EVENT.OCCURRED_AT.ge(from));
        }
        if (to != null) {
            all = all.and(AUDIT_EVENT.OCCURRED_AT.le(to));
        }
        return text == null ? all : all.and(AUDIT_EVENT.SENTENCE.containsIgnoreCase(text));
    }

    private static Condition ofKind(String code) {
        return code.endsWith(ANY)
                ? AUDIT_EVENT.CODE.startsWith(code.substring(0, code.length() - ANY.length()))
                : AUDIT_EVENT.CODE.eq(code);
    }
}
