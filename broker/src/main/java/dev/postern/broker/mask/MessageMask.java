package dev.postern.broker.mask;

import dev.postern.export.MessageFields;
import dev.postern.export.MessageFields.Field;
import dev.postern.replay.WireMessage;

import java.util.List;
import java.util.Set;

/// Masks the fields of single messages. Which column a value is of is not known here: every value is masked whole.
final class MessageMask {

    private static final Set<String> REPORT_CODES =
            Set.of("S", "V", "C", "P", "p", "s", "t", "c", "d", "n", "F", "L", "R");
    private static final Set<Character> SILENT_TO_SERVER =
            Set.of('E', 'D', 'C', 'H', 'S', 'X', 'c');
    private static final Set<Character> SILENT_TO_CLIENT =
            Set.of('Z', 'T', 'C', 't', 'G', 'H', 'W', 'v', '1', '2', '3', 'I', 'n', 's', 'c');

    private final Classification classification;

    MessageMask(Classification classification) {
        this.classification = classification;
    }

    /// The fields of a message with masks in place of values.
    List<Field> of(WireMessage message) {
        return MessageFields.of(message).stream()
                .map(field ->
                        new Field(
                                field.name(),
                                shown(message, field),
                                field.offset(),
                                field.length()))
                .toList();
    }

    /// Whether messages of this type hold no values, so that nothing of them is masked.
    static boolean isWithoutValues(WireMessage message) {
        return message.type() != WireMessage.STARTUP
                && (message.isToServer() ? SILENT_TO_SERVER : SILENT_TO_CLIENT)
                        .contains((char) message.type());
    }

    private String shown(WireMessage message, Field field) {
        char type = (char) message.type();
        if (message.type() == WireMessage.STARTUP) {
            return text(field.value());
        }
        return message.isToServer() ? toServer(type, field) : toClient(type, field);
    }

    private String toServer(char type, Field field) {
        if (SILENT_TO_SERVER.contains(type)) {
            return field.value();
        }
        if (field.name().equals("sql")) {
            String sql = field.value();
            return new EditedSql(sql, SqlReading.of(sql, classification).edits()).text();
        }
        boolean isValue =
                field.name().startsWith("$")
                        || field.name().startsWith("argument[")
                        || Set.of("data", "body", "reason").contains(field.name());
        return isValue && !field.value().equals("NULL") ? Masks.FIXED : field.value();
    }

    private String toClient(char type, Field field) {
        if (SILENT_TO_CLIENT.contains(type)) {
            return field.value();
        }
        return switch (type) {
            case 'E', 'N' -> REPORT_CODES.contains(field.name()) ? field.value() : report(field);
            case 'S' -> text(field.value());
            case 'D' ->
                    field.name().startsWith("[") && !field.value().equals("NULL")
                            ? Masks.FIXED
                            : field.value();
            default ->
                    Set.of("processId", "channel", "code").contains(field.name())
                            ? field.value()
                            : Masks.FIXED;
        };
    }

    private String report(Field field) {
        return field.name().equals("M")
                ? new ReportMask(classification, ignored -> {})
                        .message(field.value(), true, SqlReading.of("", classification))
                : Masks.FIXED;
    }

    private static String text(String value) {
        return Masks.within(value, Contents.find(value));
    }
}
