package io.sluice.launcher;

/// Where the program starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        if (Main.class.getModule().isNamed()) {
            System.exit(new Program(System.out, System.err, Installation.ofThisProgram()).run(args));
        } else {
            OwnLayer.main(args);
        }
    }
}
