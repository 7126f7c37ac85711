package dev.rollcall.startup;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * Refuses a database URL that the driver does not understand, before anything else reads it. The connection pool would
 * log such a URL with every attempt, and with the password in it.
 */
// The value that the other interceptors return.
@Priority(Priorities.LIBRARY + 400)
public class DatabaseUrl implements ConfigSourceInterceptor {

    @Serial
    private static final long serialVersionUID = 1;

    private static final String PROPERTY = "quarkus.datasource.jdbc.url";

    /** Hosts with their ports, and a database. An @ before them would belong to a user. */
    private static final Pattern JDBC =
            Pattern.compile("jdbc:(?:otel:)?postgresql:(?://[^/?@\\s]*(?:[/?]\\S*)?|[^/@\\s]+)");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (name.equals(PROPERTY)
                && value != null
                && value.getValue() != null
                && !value.getValue().isBlank()) {
            check(value.getValue());
        }
        return value;
    }

    /** Throws ConfigurationException if the URL cannot be used. The message does not contain the URL. */
    static void check(String url) {
        if (!JDBC.matcher(url).matches()) {
            throw new ConfigurationException("QUARKUS_DATASOURCE_JDBC_URL must be a URL like"
                    + " jdbc:postgresql://db.example.com:5432/rollcall, with the user in QUARKUS_DATASOURCE_USERNAME and"
                    + " the password in QUARKUS_DATASOURCE_PASSWORD.");
        }
    }
}
