package dev.rollcall.console;

import dev.rollcall.http.PublicAddress;
import dev.rollcall.personaltoken.PersonalTokens;
import dev.rollcall.security.Caller;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The browser part of {@code pulumi login} (contract, section 3.2): a signed-in person gives the CLI a token. */
@Path("/cli-login")
@PermitAll
@Produces(PageResource.HTML)
class CliLoginResource extends PageResource {

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd 'at' HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final PersonalTokens tokens;

    CliLoginResource(BrowserSessions sessions, PublicAddress address, PersonalTokens tokens) {
        super(sessions, address);
        this.tokens = tokens;
    }

    @GET
    public RestResponse<String> ask(
            @RestQuery String cliSessionPort,
            @RestQuery String cliSessionNonce,
            @RestQuery String cliSessionDescription,
            @Context HttpServerRequest request) {
        CliLogin login = CliLogin.of(cliSessionPort, cliSessionNonce, cliSessionDescription);
        return signedIn(request, login.path(), visitor -> {
            PageHeaders.allowFormsTo(request, login.origin());
            return show(Pages.cliLogin(visitor, login, EXPIRY.format(tokens.loginExpiry())));
        });
    }

    @POST
    public RestResponse<String> allow(
            @RestForm String csrf,
            @RestForm String cliSessionPort,
            @RestForm String cliSessionNonce,
            @RestForm String cliSessionDescription,
            @Context HttpServerRequest request) {
        CliLogin login = CliLogin.of(cliSessionPort, cliSessionNonce, cliSessionDescription);
        return confirmed(request, login.path(), csrf, visitor -> {
            long expires = tokens.loginExpiry().getEpochSecond();
            Caller caller = caller(visitor);
            return RestResponse.seeOther(login.answer(
                    tokens.create(caller, caller.source(request), login.description(), expires, "pulumi login")
                            .tokenValue()));
        });
    }
}
