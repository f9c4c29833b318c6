package dev.postern.broker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.javalin.http.Context;

import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// JSON as the API speaks it: camelCase, times in UTC with microseconds, unknown fields ignored.
public final class ApiJson {

    private static final int DEEPEST = 32;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .addModule(new Jdk8Module())
                    .addModule(
                            new JavaTimeModule()
                                    .addSerializer(Instant.class, new InstantSerializer()))
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private ApiJson() {}

    /// The body of a request as a `type`.
    ///
    /// @throws ApiException 400 if it is not
    public static <T> T body(Context context, Class<T> type) {
        byte[] bytes = context.bodyAsBytes();
        try {
            T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw ApiException.badInput("The request's body is null.", "Send a JSON object.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw ApiException.badInput(
                    "The request's body is not the JSON this address expects.",
                    "See docs/api.md for its fields.");
        } catch (IOException e) {
            throw ApiException.badInput("The request's body could not be read.", "Send it again.");
        }
    }

    /// A time as the API writes it.
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {

        @Serial private static final long serialVersionUID = 1L;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(time(value));
        }
    }
}
