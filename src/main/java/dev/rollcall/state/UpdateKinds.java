package dev.rollcall.state;

/** The kinds of updates in paths. After its creation an update is addressed below any of them. */
public final class UpdateKinds {

    /** A regular expression. */
    public static final String PATTERN = "update|preview|refresh|destroy";

    private UpdateKinds() {}
}
