package dev.rollcall.session;

import dev.rollcall.http.PublicAddress;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** The cookie in which a browser keeps the secret of its session. Only pages read it, never the API. */
@ApplicationScoped
public class SessionCookie {

    private static final String NAME = "rollcall_session";

    private final SessionsConfig config;
    private final boolean https;

    SessionCookie(SessionsConfig config, PublicAddress address) {
        this.config = config;
        this.https = "https".equals(address.url().getScheme());
    }

    /** {@return the secret that a browser sent, which can be any text; empty without one} */
    Optional<String> read(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name()))
                .map(Cookie::getValue)
                .filter(secret -> !secret.isEmpty());
    }

    /** Sends a browser the cookie of its signed-in session. */
    public void give(HttpServerRequest request, String secret) {
        give(request, secret, config.absolute());
    }

    /** Sends a browser the cookie of its signed-in session, which lives this long. */
    public void give(HttpServerRequest request, String secret, Duration lifetime) {
        give(request, secret, Optional.of(lifetime));
    }

    /** Sends a browser in which nobody is signed in a cookie that it keeps until it is closed. */
    void giveToStranger(HttpServerRequest request, String secret) {
        give(request, secret, Optional.empty());
    }

    /** Deletes the cookie in a browser. */
    public void takeBack(HttpServerRequest request) {
        give(request, "", Optional.of(Duration.ZERO));
    }

    private void give(HttpServerRequest request, String secret, Optional<Duration> age) {
        Cookie cookie = Cookie.cookie(name(), secret)
                .setHttpOnly(true)
                .setSecure(https)
                // Not STRICT: browsers must send the cookie when a provider redirects them back to us.
                .setSameSite(CookieSameSite.LAX)
                .setPath("/");
        age.ifPresent(duration -> cookie.setMaxAge(duration.toSeconds()));
        request.response().addCookie(cookie);
    }

    /**
     * With the prefix, other hosts of the domain cannot set the cookie (RFC 6265bis, section 4.1.3). It needs HTTPS.
     */
    private String name() {
        return https ? "__Host-" + NAME : NAME;
    }
}
