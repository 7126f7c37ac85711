package dev.rollcall.checkpoint;

import dev.rollcall.body.LargeBodies;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** The limits of bodies of the operations of stacks. */
class StateBodies {

    /** The paths of stacks. */
    private static final String STACK = "/api/stacks/[^/]+/[^/]+/[^/]+";

    private static final String UPDATE = STACK + "/(?:update|preview|refresh|destroy)/[^/]+";

    private static final int INFLATION = 8;

    @Produces
    @Singleton
    static LargeBodies states(StateConfig config) {
        return new LargeBodies(
                Pattern.compile(STACK + "/import/?|" + UPDATE + "/checkpoint/?"),
                config.receivedSize().asLongValue(),
                config.inflatedSize().asLongValue(),
                config.bodyTimeout(),
                true);
    }

    @Produces
    @Singleton
    static LargeBodies batches(StateConfig config) {
        long size = config.requestSize().asLongValue();
        return new LargeBodies(
                Pattern.compile(STACK + "/batch-(?:en|de)crypt/?|" + UPDATE + "/events/batch/?"),
                size,
                INFLATION * size,
                config.bodyTimeout(),
                true);
    }

    @Produces
    @Singleton
    static LargeBodies requests(StateConfig config) {
        long size = config.requestSize().asLongValue();
        return new LargeBodies(
                Pattern.compile(STACK + "/(?:update|preview|refresh|destroy|encrypt|decrypt)/?"),
                size,
                size,
                config.bodyTimeout(),
                false);
    }
}
