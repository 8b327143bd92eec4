namespace FedOnco.Federation.Tests.Faults;

/// <summary>A clock of one process that the test sets (libfaketime).</summary>
/// <param name="file">Holds how far it is from the true one.</param>
internal sealed class FakeClock(string file)
{
    private static readonly string? Library = new[] { "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1" }.FirstOrDefault(File.Exists);

    /// <summary>Whether this machine has one.</summary>
    public static bool Exists => Library is not null;

    /// <summary>A true clock at first; NAME=VALUE of the process that is to have it. Times of files stay true: others would look like changed data.</summary>
    public async Task<string[]> BeginAsync()
    {
        await File.WriteAllTextAsync(file, "+0");
        return [$"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"];
    }

    /// <param name="offset">As libfaketime has it: +2d, -1h.</param>
    public async Task SetAsync(string offset)
    {
        await File.WriteAllTextAsync(file, offset);
        // It looks again after a second, and counts in whole seconds.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
    }
}
