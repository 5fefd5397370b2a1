package dev.patchwave.launcher.demo;

import java.util.List;

/** Where the demo is shown: told lines stay, the picture below them changes. */
interface Screen extends AutoCloseable {
    /** A line that stays. */
    void tell(String line);

    /** What is going on now, replacing what was shown before. */
    void show(List<String> picture);

    @Override
    void close();
}
