package dev.postern.broker.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the name and the type of a column say of its values, in English as schemas are written.
///
/// A name is cut into words (`customerEmail`, `customer_email`); one to three neighbouring words that are in a set give the
/// class. A last word that speaks about the value (`email_verified`, `token_count`) gives none, and neither do types that
/// hold no such value: booleans, points in time but those of birth.
final class ColumnNames {

    private static final int LONGEST_RUN = 4;
    private static final int BOOL = 16;
    private static final Set<Integer> TIMES = Set.of(1083, 1114, 1184, 1186, 1266);

    private static final Set<String> BIRTH =
            Set.of("birth", "birthdate", "birthday", "dateofbirth", "dob", "bornon", "born");
    private static final Set<String> PERSONAL =
            Set.of(
                    "email",
                    "mail",
                    "emailaddress",
                    "phone",
                    "phonenumber",
                    "phoneno",
                    "telephone",
                    "tel",
                    "mobile",
                    "mobilenumber",
                    "cellphone",
                    "fax",
                    "ssn",
                    "socialsecurity",
                    "socialsecuritynumber",
                    "nationalid",
                    "nationalinsurance",
                    "nino",
                    "passport",
                    "passportno",
                    "passportnumber",
                    "driverlicense",
                    "drivinglicense",
                    "drivinglicence",
                    "taxid",
                    "taxnumber",
                    "vatid",
                    "iban",
                    "bankaccount",
                    "accountnumber",
                    "accountno",
                    "sortcode",
                    "card",
                    "cardno",
                    "cardnumber",
                    "creditcard",
                    "ccnumber",
                    "pan",
                    "firstname",
                    "lastname",
                    "surname",
                    "givenname",
                    "familyname",
                    "middlename",
                    "fullname",
                    "maidenname",
                    "street",
                    "streetaddress",
                    "homeaddress",
                    "postaladdress",
                    "billingaddress",
                    "shippingaddress",
                    "addressline",
                    "zipcode",
                    "postalcode",
                    "postcode",
                    "salary",
                    "wage",
                    "income");
    private static final Set<String> SECRET =
            Set.of(
                    "pwd",
                    "secret",
                    "token",
                    "apikey",
                    "accesskey",
                    "privatekey",
                    "secretkey",
                    "signingkey",
                    "encryptionkey",
                    "sessionkey",
                    "credential",
                    "cvv",
                    "cvc",
                    "pin",
                    "otp",
                    "totp",
                    "salt",
                    "jwt",
                    "bearer",
                    "cookie",
                    "connectionstring",
                    "conninfo",
                    "subconninfo",
                    "umoptions",
                    "srvoptions",
                    "recoverycode",
                    "backupcode");
    private static final Set<String> RESTRICTED =
            Set.of(
                    "diagnosis",
                    "diagnose",
                    "medicalrecord",
                    "healthrecord",
                    "bloodtype",
                    "religion",
                    "ethnicity",
                    "ethnicorigin",
                    "sexualorientation",
                    "politicalopinion",
                    "tradeunion",
                    "geneticdata",
                    "biometric",
                    "disability",
                    "pregnancy");
    private static final List<String> SECRET_PARTS = List.of("password", "passwd", "passphrase");

    /// Last words that make a name one of something about the value.
    private static final Set<String> ABOUT =
            Set.of(
                    "id",
                    "ids",
                    "count",
                    "counts",
                    "type",
                    "kind",
                    "status",
                    "state",
                    "verified",
                    "confirmed",
                    "length",
                    "size",
                    "changed",
                    "updated",
                    "created",
                    "at",
                    "enabled",
                    "required",
                    "valid",
                    "policy",
                    "attempts",
                    "version",
                    "format");

    private ColumnNames() {}

    /// The class of a column.
    ///
    /// @param typeOid 0 if it is not known
    static MaskClass of(String name, int typeOid) {
        if (typeOid == BOOL) {
            return MaskClass.PLAIN;
        }
        List<String> words = words(name);
        MaskClass found = MaskClass.PLAIN;
        boolean isBirth = false;
        for (int from = 0; from < words.size(); from++) {
            StringBuilder run = new StringBuilder();
            for (int to = from; to < Math.min(words.size(), from + LONGEST_RUN); to++) {
                run.append(words.get(to));
                boolean isBehind = to + 1 < words.size() && ABOUT.contains(words.getLast());
                String word = singular(run.toString());
                if (!isBehind) {
                    found = found.or(ofRun(word));
                    isBirth |= BIRTH.contains(word);
                }
            }
        }
        return TIMES.contains(typeOid) && !isBirth ? MaskClass.PLAIN : found;
    }

    private static MaskClass ofRun(String run) {
        if (RESTRICTED.contains(run)) {
            return MaskClass.RESTRICTED;
        }
        if (SECRET.contains(run) || SECRET_PARTS.stream().anyMatch(run::contains)) {
            return MaskClass.SECRET;
        }
        return PERSONAL.contains(run) || BIRTH.contains(run) ? MaskClass.PERSONAL : MaskClass.PLAIN;
    }

    private static String singular(String run) {
        return run.length() > 3 && run.endsWith("s") && !run.endsWith("ss") && !run.endsWith("is")
                ? run.substring(0, run.length() - 1)
                : run;
    }

    /// The words of a name in lower case: cut at what is no letter or digit, and before a capital that follows a small
    /// letter.
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char before = ' ';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isCut = Character.isUpperCase(c) && Character.isLowerCase(before);
            if ((isCut || !Character.isLetterOrDigit(c)) && !word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (Character.isLetterOrDigit(c)) {
                word.append(Character.toString(c).toLowerCase(Locale.ROOT));
            }
            before = c;
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
