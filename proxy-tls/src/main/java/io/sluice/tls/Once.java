package io.sluice.tls;

import java.util.Optional;
import java.util.function.Supplier;

/// A value that is made when it is first asked for. Usable from any thread.
final class Once<T> {
    private final Supplier<T> maker;
    private volatile Optional<T> made = Optional.empty();

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    T get() {
        return made.orElseGet(this::make);
    }

    private synchronized T make() {
        T value = made.orElseGet(maker);
        made = Optional.of(value);
        return value;
    }
}
