package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.postern.broker.identity.Person;
import dev.postern.json.Json;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What a recording says of the person.
final class PersonFactsTest {

    @Test
    void groups_areThoseOfTheSignIn_inOrder_eachOnce() {
        assertThat(of(List.of("ops", "dba", "ops")))
                .containsEntry("id", "https://id|erin")
                .containsEntry("email", "erin@x")
                .containsEntry("groups", List.of("dba", "ops"))
                .doesNotContainKey("groupsLeftOut");
    }

    @Test
    void withoutGroups_nothingIsSaidOfThem() {
        assertThat(of(List.of())).containsOnlyKeys("id", "issuer", "subject", "name", "email");
    }

    @Test
    void tooManyGroups_areCutOffBehindTheLastThatFits_andCounted() {
        List<String> many =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "büro-%04d-".formatted(i).repeat(6))
                        .toList();
        Map<String, Object> facts = of(many);
        List<?> kept = (List<?>) requireNonNull(facts.get("groups"));
        assertThat(kept).isNotEmpty().isEqualTo(many.subList(0, kept.size()));
        assertThat(facts).containsEntry("groupsLeftOut", 1_000 - kept.size());
        assertThat(Json.write(kept).getBytes(StandardCharsets.UTF_8).length)
                .isBetween(PersonFacts.MOST_GROUP_BYTES - 200, PersonFacts.MOST_GROUP_BYTES + 1);
        assertThat(of(List.of("x".repeat(20_000))))
                .doesNotContainKey("groups")
                .containsEntry("groupsLeftOut", 1);
    }

    private static Map<String, Object> of(List<String> groups) {
        return PersonFacts.of(new Person("https://id", "erin", "Erin", "erin@x", groups));
    }
}
