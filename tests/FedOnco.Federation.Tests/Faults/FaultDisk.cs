using System.Diagnostics;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A small disk of its own for one folder: a file with ext4 in it, mounted. It can be filled and made read-only under a running process.</summary>
internal sealed class FaultDisk
{
    private const long Small = 48L << 20;

    private readonly string _image;
    private readonly string _folder;

    private FaultDisk(string image, string folder) => (_image, _folder) = (image, folder);

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Null where this machine does not let the test mount a disk.</summary>
    /// <param name="image">File that holds it.</param>
    /// <param name="folder">Where it is mounted.</param>
    /// <param name="bytes">Its size.</param>
    public static FaultDisk? TryMount(string image, string folder, long bytes = Small)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsLinux()) return null;
        using (var file = File.Create(image)) file.SetLength(bytes);
        if (!Run("mkfs.ext4", "-q", "-F", "-m", "0", image)) return null;
        var disk = new FaultDisk(image, folder);
        return disk.Mount() ? disk : null;
    }

    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Ballast);

    /// <summary>As when the device fails: whatever is open can be read on and not written.</summary>
    public void MakeReadOnly() => Require(Run("mount", "-o", "remount,abort", _folder), "cannot be made read-only");

    /// <summary>Nobody may have a file open on it.</summary>
    public void Repair()
    {
        Unmount();
        Run("e2fsck", "-fy", _image);
        Require(Mount(), "cannot be mounted again");
    }

    public void Unmount() => Require(Run("umount", _folder), "cannot be unmounted");

    private bool Mount() => Run("mount", "-o", "loop", _image, _folder);

    private void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException($"{_folder} {what}.");
    }

    private static bool Run(string file, params string[] arguments)
    {
        var path = new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists);
        if (path is null) return false;
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!; // A file of its own always starts a process.
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
