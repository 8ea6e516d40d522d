package io.sluice.system.process;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// What the tests of one class share, or of one invocation of a parameterized class: each is made by the first test
/// that needs it, and closed when the last of them has ended. After a failure it prints what the processes wrote so
/// far.
public final class SharedScene implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedScene.class);

    private Optional<Held> held = Optional.empty();

    @Override
    public void beforeEach(ExtensionContext test) {
        held = Optional.of(test.getParent().orElseThrow().getStore(NAMESPACE).getOrComputeIfAbsent(Held.class));
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (Scene.isFailed(test)) {
            held.ifPresent(Held::show);
        }
    }

    /// What was made under this name; made now, in a scene that lasts as long as it, if nothing was.
    public <T> T once(Class<T> name, Function<Scene, T> making) {
        return name.cast(held.orElseThrow().once(name, making));
    }

    /// What is there until JUnit closes the place where it keeps it.
    static final class Held implements AutoCloseable {
        private final Scene scene = new Scene();
        private final Map<Type, Object> made = new HashMap<>();

        Held() {
            scene.open();
        }

        void show() {
            scene.show();
        }

        synchronized Object once(Type name, Function<Scene, ?> making) {
            var present = made.get(name);
            if (present == null) {
                present = making.apply(scene);
                made.put(name, present);
            }
            return present;
        }

        @Override
        public synchronized void close() throws Exception {
            scene.close(false);
        }
    }
}
