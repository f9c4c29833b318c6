package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;

/// Calls the API with the sign-in of a person's terminal, without the start of a program.
final class TerminalApi implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final RunningDemo demo;

    TerminalApi(RunningDemo demo) {
        this.demo = demo;
    }

    /// Sends JSON and expects a status from 200 to 299.
    Map<String, ?> post(String person, String path, Map<String, ?> body) throws Exception {
        return post(signIn(person), path, body);
    }

    /// Sends JSON with a sign-in and expects a status from 200 to 299.
    Map<String, ?> post(SignIn signIn, String path, Map<String, ?> body) throws Exception {
        HttpResponse<String> answer = send(signIn, "POST", path, Json.write(body));
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
        return object(answer.body());
    }

    /// Expects a status from 200 to 299.
    Map<String, ?> get(String person, String path) throws Exception {
        return get(signIn(person), path);
    }

    /// Asks with a sign-in and expects a status from 200 to 299.
    Map<String, ?> get(SignIn signIn, String path) throws Exception {
        HttpResponse<String> answer = send(signIn, "GET", path, "");
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
        return object(answer.body());
    }

    HttpResponse<String> send(String person, String method, String path, String body)
            throws Exception {
        return send(signIn(person), method, path, body);
    }

    /// The person's sign-in as it is now. Calls that belong together are made with one: another program of that person
    /// may sign in anew in between.
    SignIn signIn(String person) throws Exception {
        Object token =
                object(Files.readString(demo.home(person).resolve("login.json"))).get("token");
        return new SignIn(String.valueOf(token));
    }

    /// A bearer token of the API.
    record SignIn(String token) {}

    private HttpResponse<String> send(SignIn signIn, String method, String path, String body)
            throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(demo.webAddress() + path))
                        .header("Authorization", "Bearer " + signIn.token())
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static Map<String, ?> object(String json) throws IOException {
        try {
            return Json.readObject(json);
        } catch (MalformedJsonException e) {
            throw new IOException(json, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
