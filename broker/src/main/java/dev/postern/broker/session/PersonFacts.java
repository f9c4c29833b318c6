package dev.postern.broker.session;

import dev.postern.broker.identity.Person;
import dev.postern.json.Json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who a person is, as the recording of a session of theirs says it.
final class PersonFacts {

    /// The names of groups take at most so many bytes: all facts of a session's start are one entry.
    static final int MOST_GROUP_BYTES = 16 * 1024;

    private PersonFacts() {}

    /// The person with their groups in order; if those are too many, the first of them, and how many were left out.
    static Map<String, Object> of(Person person) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", person.id());
        facts.put("issuer", person.issuer());
        facts.put("subject", person.subject());
        facts.put("name", person.name());
        facts.put("email", person.email());
        List<String> all = person.groups().stream().distinct().sorted().toList();
        List<String> kept = new ArrayList<>();
        int bytes = 0;
        for (String group : all) {
            bytes += Json.write(group).getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > MOST_GROUP_BYTES) {
                break;
            }
            kept.add(group);
        }
        if (!kept.isEmpty()) {
            facts.put("groups", List.copyOf(kept));
        }
        if (kept.size() < all.size()) {
            facts.put("groupsLeftOut", all.size() - kept.size());
        }
        return facts;
    }
}
