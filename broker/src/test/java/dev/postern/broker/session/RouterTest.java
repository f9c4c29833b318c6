package dev.postern.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.record.Durability;
import dev.postern.broker.target.Target;
import dev.postern.broker.target.TargetTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

final class RouterTest {

    private static final Router ROUTER =
            new Router(() -> List.of(target("orders"), target("crm")), "db.example.com");

    @ParameterizedTest
    @CsvSource({
        "orders.db.example.com, orders",
        "ORDERS.DB.example.com, orders",
        "crm.db.example.com, crm",
        "db.example.com, ''",
        "unknown.db.example.com, ''",
        "orders.example.com, ''",
        "'', ''",
    })
    void serverName_asksForTheTargetBeforeTheHost(String serverName, String target) {
        assertThat(ROUTER.labelled(serverName).map(Target::name).orElse("")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.db.example.com, crm, orders",
        "db.example.com, crm, crm",
        "db.example.com, crm/shop, crm",
        "db.example.com, shop, ''",
    })
    void withoutARouteInTheCertificate_theServerNameComesFirst(
            String serverName, String database, String target) {
        assertThat(ROUTER.chosen(serverName, database).map(Target::name).orElse(""))
                .isEqualTo(target);
    }

    @Test
    void databaseOfAnotherTarget_disagrees() {
        assertThat(ROUTER.route(target("orders"), "crm/shop", "app"))
                .isEqualTo(new Router.Route.Disagrees("crm"));
    }

    private static Target target(String name) {
        return new Target(
                name,
                Map.of(),
                List.of(new Target.Host("localhost", 5432)),
                new TargetTls(TargetTls.Mode.DISABLE, null),
                List.of("shop"),
                List.of(),
                Durability.STRICT);
    }
}
