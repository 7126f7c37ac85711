package dev.rollcall.testing;

import static io.restassured.RestAssured.given;

import io.restassured.config.DecoderConfig;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Calls the operations of a stack as the Pulumi CLI does. */
public final class StackUpdates {

    private final String authorization;
    private final String stack;

    /**
     * @param authorization of the caller
     * @param stack organization, project and name, with slashes
     */
    public StackUpdates(String authorization, String stack) {
        this.authorization = authorization;
        this.stack = "/api/stacks/" + stack;
    }

    /** An update that has started. */
    public record Update(String id, String token) {}

    public Response create(String kind, boolean dryRun) {
        return create(
                kind,
                "{\"name\":\"website\",\"runtime\":\"go\",\"options\":{\"dryRun\":" + dryRun
                        + ",\"color\":\"never\"},\"config\":{\"website:key\":{\"string\":\"v1:abc\",\"secret\":true,"
                        + "\"object\":false}},\"metadata\":{\"message\":\"A message\",\"environment\":{\"exec.kind\":\"cli\"}}}");
    }

    public Response create(String kind, String body) {
        return caller().body(body).post(stack + "/" + kind);
    }

    public Response start(String id) {
        return start(id, "{\"journalVersion\":2}");
    }

    public Response start(String id, String body) {
        return caller().body(body).post(stack + "/update/" + id);
    }

    /** Creates and starts an update. */
    public Update begin(String kind, boolean dryRun) {
        String id = created(kind, dryRun);
        Response started = start(id);
        started.then().statusCode(200);
        return new Update(id, started.path("token"));
    }

    public String created(String kind, boolean dryRun) {
        Response created = create(kind, dryRun);
        created.then().statusCode(200);
        return created.path("updateID");
    }

    public Response checkpoint(Update update, String deployment) {
        return checkpointBody(update, "{\"isInvalid\":false,\"version\":3,\"deployment\":" + deployment + "}");
    }

    public Response checkpointBody(Update update, String body) {
        return packed(leased(update), body).patch(stack + "/update/" + update.id() + "/checkpoint");
    }

    public Response events(Update update, String events) {
        return packed(leased(update), "{\"events\":" + events + "}")
                .post(stack + "/update/" + update.id() + "/events/batch");
    }

    public Response renew(Update update, int seconds) {
        return leased(update)
                .body("{\"token\":\"\",\"duration\":" + seconds + "}")
                .post(stack + "/update/" + update.id() + "/renew_lease");
    }

    public Response complete(Update update, String status) {
        return leased(update)
                .body("{\"status\":\"" + status + "\"}")
                .post(stack + "/update/" + update.id() + "/complete");
    }

    public Response cancel(String id) {
        return caller().post(stack + "/update/" + id + "/cancel");
    }

    public Response export() {
        return get("/export");
    }

    public Response importState(String body) {
        return packed(caller(), body).post(stack + "/import");
    }

    public Response get(String path) {
        return given().header("Authorization", authorization).get(stack + path);
    }

    public Response post(String path, String body) {
        return caller().body(body).post(stack + path);
    }

    public Response postPacked(String path, String body) {
        return packed(caller(), body).post(stack + path);
    }

    private RequestSpecification caller() {
        return json().header("Authorization", authorization);
    }

    private static RequestSpecification leased(Update update) {
        return json().header("Authorization", "update-token " + update.token());
    }

    private static RequestSpecification json() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false))
                        .decoderConfig(DecoderConfig.decoderConfig()))
                .contentType("application/json");
    }

    private static RequestSpecification packed(RequestSpecification request, String body) {
        return request.header("Content-Encoding", "gzip").body(gzip(body));
    }

    public static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    /** A deployment with resources of these names. */
    public static String deployment(String... names) {
        return "{\"manifest\":{\"time\":\"2026-11-27T13:00:00Z\",\"magic\":\"\",\"version\":\"\"}, \"resources\":["
                + Arrays.stream(names)
                        .map(name -> "{\"urn\":\"urn:pulumi:dev::website::pulumi:index:Stash::" + name
                                + "\",\"custom\":true,\"type\":\"pulumi:index:Stash\"}")
                        .collect(Collectors.joining(","))
                + "]}";
    }
}
