package dev.postern.broker.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

final class ClassificationTest {

    private static final Classification BUILT_IN = new Classification(MaskRules.DEFAULT, "shop");

    @ParameterizedTest
    @CsvSource({
        "email, 25, PERSONAL",
        "customerEmail, 1043, PERSONAL",
        "E-Mails, 1043, PERSONAL",
        "billing_email_address, 25, PERSONAL",
        "email_verified, 16, PLAIN",
        "email_verified_at, 1184, PLAIN",
        "email_id, 23, PLAIN",
        "phone, 25, PERSONAL",
        "phone_count, 20, PLAIN",
        "ssn, 23, PERSONAL",
        "tax_id, 25, PERSONAL",
        "date_of_birth, 1082, PERSONAL",
        "birth_date, 1114, PERSONAL",
        "iban, 25, PERSONAL",
        "card_number, 20, PERSONAL",
        "password, 25, SECRET",
        "password_changed_at, 1184, PLAIN",
        "user_password_hash, 25, SECRET",
        "rolpassword, 25, SECRET",
        "passwd, 25, SECRET",
        "api_key, 25, SECRET",
        "apiKeys, 25, SECRET",
        "refresh_token, 25, SECRET",
        "token_count, 23, PLAIN",
        "client_secret, 17, SECRET",
        "subconninfo, 25, SECRET",
        "diagnosis, 25, RESTRICTED",
        "blood_type, 25, RESTRICTED",
        "name, 25, PLAIN",
        "city, 25, PLAIN",
        "id, 23, PLAIN",
        "mailbox, 25, PLAIN",
        "happiness, 23, PLAIN",
        "spinner, 25, PLAIN",
        "discard, 25, PLAIN",
        "created_at, 1184, PLAIN"
    })
    void builtIn_namesAndTypes_giveTheClass(String name, int type, MaskClass expected) {
        assertThat(BUILT_IN.ofColumn(Set.of(), name, type).maskClass()).isEqualTo(expected);
    }

    @Test
    void ownRules_firstThatFits_countsBeforeTheBuiltIn() {
        Classification own =
                new Classification(
                        new MaskRules(
                                true,
                                List.of(),
                                List.of(
                                        rule("newsletter", "email", MaskClass.PLAIN),
                                        rule("*", "salar*", MaskClass.RESTRICTED),
                                        new MaskRules.Rule(
                                                List.of("clinic"), "*", "*", MaskClass.RESTRICTED),
                                        rule("patients", "*", MaskClass.RESTRICTED))),
                        "shop");

        assertThat(own.ofColumn(Set.of("newsletter"), "Email", 25).maskClass())
                .isEqualTo(MaskClass.PLAIN);
        assertThat(own.ofColumn(Set.of("newsletter"), "email", 25).isGivenPlain()).isTrue();
        assertThat(own.ofColumn(Set.of("public.newsletter"), "email", 25).isGivenPlain()).isTrue();
        assertThat(own.ofColumn(Set.of("newsletter", "customers"), "email", 25).maskClass())
                .as("either table may be meant")
                .isEqualTo(MaskClass.PERSONAL);
        assertThat(own.ofColumn(Set.of(), "salary", 1700).maskClass())
                .isEqualTo(MaskClass.RESTRICTED);
        assertThat(own.ofColumn(Set.of("x", "med.patients"), "id", 23).maskClass())
                .isEqualTo(MaskClass.RESTRICTED);
        assertThat(own.ofColumn(Set.of("orders"), "id", 23)).isEqualTo(Verdict.NONE);
    }

    @Test
    void targetThatIsOff_isNotMasked() {
        MaskRules rules = new MaskRules(true, List.of("staging"), List.of());

        assertThat(rules.isOnFor("staging")).isFalse();
        assertThat(rules.isOnFor("shop")).isTrue();
        assertThat(new MaskRules(true, List.of("*"), List.of()).isOnFor("shop")).isFalse();
    }

    private static MaskRules.Rule rule(String table, String column, MaskClass maskClass) {
        return new MaskRules.Rule(List.of("*"), table, column, maskClass);
    }
}
