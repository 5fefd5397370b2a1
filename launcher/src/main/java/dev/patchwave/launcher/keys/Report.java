package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.FileWrite;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootDraft;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What the commands tell of what they did. */
record Report(PrintWriter out) {
    void written(List<FileWrite> writes) {
        if (writes.isEmpty()) {
            out.println("nothing to do: all of it is there already");
        }
        writes.forEach(write -> out.println("wrote  public/" + write.path()));
    }

    /** How far a root is, and what is to be done with it. */
    void root(RootDraft root, Path draftFile) {
        out.println(root.progress());
        if (root.isComplete()) {
            out.println("wrote  public/metadata/" + root.draft().body().version() + ".root.json");
            return;
        }
        out.println("not published yet. Carry " + draftFile + " to the holders of");
        for (RoleKey key : root.wanted()) {
            out.println("  " + key.id());
        }
        out.println("who sign it by 'patchwave keys sign FILE --keys DIR'; then take it back by"
                + " 'patchwave keys sign --directory DIR --merge FILE'");
    }
}
