package dev.rollcall.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes connections to the configured URLs, all with the same limits. */
@ApplicationScoped
public class Connections {

    private static final Pattern SHARED_ISSUER = Pattern.compile(
            "(?i)https://(login\\.(microsoftonline\\.(com|us|de)|microsoft\\.com|partner\\.microsoftonline\\.cn"
                    + "|chinacloudapi\\.cn)|sts\\.windows\\.net)/(?<tenant>common|organizations|consumers|\\{[^/]*})"
                    + "(/.*)?");

    private final ProvidersConfig timeouts;
    private final ObjectMapper json;
    private final Clock clock;
    private final Vertx vertx;
    private final String version;
    private final Optional<KeyStore> trusted;

    Connections(
            ProvidersConfig timeouts,
            ObjectMapper json,
            Clock clock,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.timeouts = timeouts;
        this.json = json;
        this.clock = clock;
        this.vertx = vertx;
        this.version = version;
        this.trusted = timeouts.trustedCertificates().map(TrustedCertificates::read);
    }

    /**
     * Makes a connection to a URL.
     *
     * @param setting the name of the setting that contains the URL
     * @throws IllegalStateException if the URL is invalid; the message names the setting
     */
    public Connection to(String setting, String url) {
        check(setting, url);
        return new Connection(URI.create(url), timeouts, json, clock, vertx, version, trusted);
    }

    /**
     * Makes a connection to the host of a URL that is used as it is, such as an endpoint that a provider names. Other
     * than a base URL, it may have a query and end with a slash.
     *
     * @param setting the name of the setting that contains the URL
     * @throws IllegalStateException if the URL is invalid; the message names the setting
     */
    public Connection toHostOf(String setting, String url) {
        if (!url.matches("https?://[^/?#@\\s]+([/?][^#\\s]*)?") || !isUri(url)) {
            throw new IllegalStateException(setting + " must begin with https:// or http://, and name a host");
        }
        URI endpoint = URI.create(url);
        return to(setting, endpoint.getScheme() + "://" + endpoint.getRawAuthority());
    }

    /**
     * Makes a connection to the API of a Git host.
     *
     * @param path what the names of the host's settings begin with
     * @param baseUrl the public service's
     * @param apiUrl the public service's
     * @throws IllegalStateException if a URL is invalid, or if only one of the two is the public service's
     */
    public Connection toApi(String path, GitHostSettings settings, String baseUrl, String apiUrl) {
        check(path + ".base-url", settings.baseUrl());
        checkAllOrNone(
                Map.of(baseUrl, settings.baseUrl(), apiUrl, settings.apiUrl()),
                path + ".base-url and .api-url must be set both, or none of them for "
                        + URI.create(baseUrl).getHost());
        return to(path + ".api-url", settings.apiUrl());
    }

    /**
     * Refuses an installation that is half configured. Rollcall would send the tokens of one installation to another.
     *
     * @param urls the URLs of the public service, each with the URL that is configured in its place
     * @throws IllegalStateException with the given message, if only some of the URLs are the public service's
     */
    public static void checkAllOrNone(Map<String, String> urls, String message) {
        long unchanged = urls.entrySet().stream()
                .filter(url -> url.getKey().equals(url.getValue()))
                .count();
        if (unchanged != 0 && unchanged != urls.size()) {
            throw new IllegalStateException(message);
        }
    }

    /**
     * Refuses a URL that cannot be the base of others.
     *
     * @throws IllegalStateException if it is invalid; the message names the setting
     */
    public static void check(String setting, String url) {
        if (!url.matches("https?://[^/?#@\\s]+(/[^?#\\s]*[^/?#\\s])?") || !isUri(url)) {
            throw new IllegalStateException(
                    setting + " must begin with https:// or http://, name a host, and not end with a slash");
        }
    }

    /**
     * Refuses an issuer of Microsoft Entra that stands for many tenants. No token names it, so nobody could sign in.
     * Source: learn.microsoft.com, "OpenID Connect on the Microsoft identity platform".
     *
     * @throws IllegalStateException if it is one; the message names the setting
     */
    public static void checkIssuer(String setting, String issuer) {
        Matcher shared = SHARED_ISSUER.matcher(issuer);
        if (shared.matches()) {
            throw new IllegalStateException(setting + " must contain the id of one tenant in place of '"
                    + shared.group("tenant") + "', because no token names that issuer");
        }
    }

    private static boolean isUri(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
