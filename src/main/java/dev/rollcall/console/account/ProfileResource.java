package dev.rollcall.console.account;

import dev.rollcall.accounts.OwnAccount;
import dev.rollcall.console.PageResource;
import dev.rollcall.http.PublicAddress;
import dev.rollcall.session.BrowserSessions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The page where people change their name and picture. */
@Path(ProfileResource.HERE)
@PermitAll
@Produces(PageResource.HTML)
class ProfileResource extends PageResource {

    static final String HERE = "/account/profile";

    /** What the page says after an action, by the parameter of the redirect. */
    private static final Map<String, String> DONE =
            Map.of("saved", "Your profile is saved.", "renamed", "Your account has a new login.");

    private final OwnAccount account;

    ProfileResource(BrowserSessions sessions, PublicAddress address, OwnAccount account) {
        super(sessions, address);
        this.account = account;
    }

    @GET
    public RestResponse<String> show(@RestQuery String done, @Context HttpServerRequest request) {
        return signedIn(
                request,
                HERE,
                visitor -> show(AccountPages.profile(
                        visitor,
                        account.profile(visitor.person().id()),
                        done == null ? "" : DONE.getOrDefault(done, ""))));
    }

    @POST
    public RestResponse<String> save(
            @RestForm String csrf,
            @RestForm String name,
            @RestForm String picture,
            @Context HttpServerRequest request) {
        return submitted(request, HERE, csrf, visitor -> {
            account.change(caller(visitor).source(request), text(name), text(picture));
            return seeOther(HERE + "?done=saved");
        });
    }

    private static String text(String sent) {
        return sent == null ? "" : sent.strip();
    }
}
