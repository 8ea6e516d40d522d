package io.sluice.fuzz;

/// Where the fuzzer comes in: the target is named by the property `sluice.target`.
public final class Entry {
    private static final Target TARGET = target();

    private Entry() {}

    private static Target target() {
        try {
            return (Target) Class.forName(System.getProperty("sluice.target"))
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        TARGET.read(bytes);
    }
}
