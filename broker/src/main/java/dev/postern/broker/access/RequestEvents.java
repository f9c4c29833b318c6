package dev.postern.broker.access;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.identity.Person;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// The audit events of requests.
final class RequestEvents {

    private RequestEvents() {}

    /// Somebody did something to a request.
    ///
    /// @param person null if the policy did it
    /// @param did    what, as in `approved`
    static AuditTrail.NewEvent of(
            AuditCode code,
            @Nullable Person person,
            AccessRequest request,
            String address,
            String did,
            @Nullable String reason) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("request", request.id());
        detail.put("requester", request.requester().email());
        detail.put("role", request.databaseRole());
        detail.put("reason", reason == null ? "" : reason);
        detail.put("ttlSeconds", request.ttl().toSeconds());
        detail.put("ticket", request.wish().ticket());
        detail.put("scope", request.wish().scope().texts());
        detail.put("breakGlass", request.wish().breakGlass());
        return new AuditTrail.NewEvent(
                code,
                person == null ? null : actor(person),
                address,
                request.target(),
                null,
                detail,
                (person == null ? "The policy" : person.email())
                        + " "
                        + did
                        + " "
                        + request.databaseRole()
                        + " on "
                        + request.target()
                        + " for "
                        + request.requester().email()
                        + " (request "
                        + request.shortId()
                        + ")");
    }

    /// Somebody tried what they may not.
    static AuditTrail.NewEvent refused(
            Person person, AccessRequest request, String address, String code, String why) {
        return new AuditTrail.NewEvent(
                AuditCode.REQUEST_REFUSED,
                actor(person),
                address,
                request.target(),
                null,
                Map.of("request", request.id(), "code", code),
                person.email() + " tried to decide request " + request.shortId() + ": " + why);
    }

    private static Actor actor(Person person) {
        return new Actor(person.id(), person.name(), person.email());
    }
}
