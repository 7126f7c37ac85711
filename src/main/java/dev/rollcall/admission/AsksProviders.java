package dev.rollcall.admission;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks operations that wait for an identity provider, which can take a minute. They get at most half of a replica's
 * {@code rollcall.limits.concurrent-requests}, so a slow provider does not stop the other operations.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AsksProviders {}
