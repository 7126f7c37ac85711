package dev.rollcall.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.TokenSecret;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps the session cookie, and follows no redirect by itself. */
public class Browser {

    public static final String COOKIE = "rollcall_session";

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");

    private final String userAgent;
    private String cookie;

    public Browser() {
        this(null);
    }

    /** A browser that calls itself like this. */
    public Browser(String userAgent) {
        this.userAgent = userAgent;
    }

    /** A browser in which this person is signed in. */
    public static Browser of(UUID userId) {
        Browser browser = new Browser();
        browser.cookie = (UUID.randomUUID().toString() + UUID.randomUUID()).substring(0, 43);
        Database.execute(
                "insert into browser_session (id, secret_hash, user_id, created_at, last_seen_at, expires_at)"
                        + " values (?, ?, ?, now(), now(), now() + interval '1 hour')",
                UUID.randomUUID(),
                TokenSecret.hash(browser.cookie),
                userId);
        return browser;
    }

    /** Makes the person in this browser somebody who signed in a while ago. */
    public Browser signedInEarlier() {
        Database.execute(
                "update browser_session set created_at = now() - interval '16 minutes' where secret_hash = ?", hash());
        return this;
    }

    public String cookie() {
        return cookie;
    }

    public byte[] hash() {
        return TokenSecret.hash(cookie);
    }

    public Response get(String path) {
        return keep(request().get(URI.create(path)));
    }

    /** Submits a form, without adding a CSRF token. */
    public Response post(String path, Map<String, String> fields) {
        return keep(request()
                .urlEncodingEnabled(true)
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParams(fields)
                .post(URI.create(path)));
    }

    /** Loads a page, and submits a form with the CSRF token of the page. */
    public Response submit(String page, String action, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("csrf", csrf(page));
        return post(action, all);
    }

    public String csrf(String page) {
        Response loaded = get(page);
        Matcher token = CSRF.matcher(loaded.asString());
        assertThat(token.find()).as(loaded.asString()).isTrue();
        return token.group(1);
    }

    private RequestSpecification request() {
        RequestSpecification request = given().redirects().follow(false).urlEncodingEnabled(false);
        if (userAgent != null) {
            request.header("User-Agent", userAgent);
        }
        return cookie == null ? request : request.cookie(COOKIE, cookie);
    }

    private Response keep(Response response) {
        if (response.cookie(COOKIE) != null) {
            cookie = response.cookie(COOKIE);
        }
        return response;
    }

    // ---------------------------------------------------------------------------------------------- at the provider

    /** Starts to sign in, and returns the query parameters that the provider gets. */
    public Map<String, String> startSigningIn(String returnPath) {
        String page = "/signin/" + ProvidersResource.NAME;
        return query(submit(page, page, Map.of("return", returnPath)));
    }

    /** The query parameters in the address of a redirect. */
    public static Map<String, String> query(Response redirect) {
        assertThat(redirect.statusCode()).as(redirect.asString()).isEqualTo(303);
        URI location = URI.create(redirect.header("Location"));
        return Arrays.stream(location.getRawQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /** Comes back from the provider with a code. */
    public Response comeBack(String state, String code) {
        return get("/signin/" + ProvidersResource.NAME + "/callback?code=" + code + "&state=" + state);
    }

    public Response signIn(TestGitHub person) {
        return comeBack(startSigningIn("/account/identities").get("state"), person.code());
    }
}
