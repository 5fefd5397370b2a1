package dev.patchwave.disk;

import java.util.TreeMap;

/** A file, or a folder of names. */
sealed interface DiskNode permits DiskFile, DiskNode.Folder {
    /** Names as programs see them, and those that have reached the platter. */
    record Folder(TreeMap<String, DiskNode> seen, TreeMap<String, DiskNode> kept) implements DiskNode {
        Folder() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        /** By identity: a folder is a place. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
