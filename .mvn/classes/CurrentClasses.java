import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// The first class file version with stack maps in every class: Java 7. The JVM keeps no older class in its AOT cache.
static final int OLDEST_KEPT = 51;

/// Gives the classes of the jars in a folder, the only argument, the class file version and the stack maps that the JVM
/// wants before it keeps them in an AOT cache. Nothing else of them changes; a jar without older classes stays as it is.
void main(String[] args) throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
        jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    try (URLClassLoader all = new URLClassLoader(urls(jars))) {
        ClassFile format =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(all)));
        for (Path jar : jars) {
            byte[] before = Files.readAllBytes(jar);
            ByteArrayOutputStream after = new ByteArrayOutputStream(before.length);
            if (rewrite(format, before, after)) {
                Path next = Path.of(jar + ".next");
                Files.write(next, after.toByteArray());
                Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}

/// Copies a jar with its older classes made current; answers whether there were any.
boolean rewrite(ClassFile format, byte[] jar, ByteArrayOutputStream to) throws IOException {
    boolean changed = false;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
            ZipOutputStream out = new ZipOutputStream(to)) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            byte[] content = in.readAllBytes();
            if (entry.getName().endsWith(".class")) {
                ClassModel model = format.parse(content);
                if (model.majorVersion() < OLDEST_KEPT) {
                    content = format.transformClass(model, CURRENT);
                    changed = true;
                }
            }
            ZipEntry copy = new ZipEntry(entry.getName());
            copy.setLastModifiedTime(entry.getLastModifiedTime());
            out.putNextEntry(copy);
            out.write(content);
            out.closeEntry();
        }
    }
    return changed;
}

/// Copying a method's code instruction by instruction makes its stack map anew.
static final ClassTransform CURRENT =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                .andThen(
                        (classBuilder, element) -> {
                            if (element instanceof ClassFileVersion) {
                                classBuilder.withVersion(OLDEST_KEPT, 0);
                            } else {
                                classBuilder.with(element);
                            }
                        });

URL[] urls(List<Path> jars) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
}
