package dev.rollcall.startup;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * Reads secrets as they are. In an environment variable, a secret stands for itself: {@code $$} and <code>${...}</code>
 * are parts of it. In a file or on the command line they are expressions, as in every other property. The line break
 * that editors and {@code echo} append is no part of a secret. A blank secret counts as missing.
 */
// Called before the interceptor of SmallRye Config that expands expressions, which has LIBRARY + 300.
@Priority(Priorities.LIBRARY + 400)
public class ConfiguredSecrets implements ConfigSourceInterceptor {

    @Serial
    private static final long serialVersionUID = 1;

    private static final Pattern SECRET = Pattern.compile(
            "rollcall\\.(?:invites\\.key|bootstrap\\.token|encryption\\.keys(?:\\[\\d+])?|providers\\..+\\.client-secret)"
                    + "|quarkus\\.(?:datasource|flyway|mailer)\\.password|quarkus\\.rest-client\\.proxy-password");

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!SECRET.matcher(name).matches()) {
            return context.proceed(name);
        }
        ConfigValue literal = Expressions.withoutExpansion(() -> context.proceed(name));
        boolean environment = literal != null && EnvConfigSource.NAME.equals(literal.getConfigSourceName());
        ConfigValue value = environment ? literal : context.proceed(name);
        return value == null || value.getValue() == null ? value : value.withValue(trim(value.getValue()));
    }

    private static String trim(String secret) {
        return secret.isBlank() ? "" : secret.replaceAll("[\\r\\n]+$", "");
    }
}
