package dev.rollcall.checkpoint;

import dev.rollcall.body.KeepsState;
import dev.rollcall.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses the operations of states where another service keeps them. */
// Not a singleton, because filters are made during the build, when there are no settings yet.
@ApplicationScoped
class StateSwitch {

    private final StateConfig config;

    StateSwitch(StateConfig config) {
        this.config = config;
    }

    /** Not 404: to the CLI that means that the stack does not exist. */
    @KeepsState
    @ServerRequestFilter
    void check() {
        if (!config.enabled()) {
            throw ApiException.badRequest("This server does not keep the state of stacks. Ask your administrator which"
                    + " server does, and log in there with pulumi login.");
        }
    }
}
