using System.Diagnostics;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>A host started by this program. It stops when its standard input closes, so it never outlives its parent.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly Process _process;
    private readonly string _name;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastError = "";

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
    }

    /// <param name="name">For messages ("the agent of s1").</param>
    /// <param name="file">Executable.</param>
    /// <param name="readyWord">Start of the line on standard output that says it is ready.</param>
    /// <param name="arguments">Arguments.</param>
    public static ChildProcess Start(string name, string file, string readyWord, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, name);
        child._process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.StartsWith(readyWord, StringComparison.Ordinal) == true) child._ready.TrySetResult(e.Data);
        };
        child._process.ErrorDataReceived += (_, e) =>
        {
            if (!string.IsNullOrWhiteSpace(e.Data)) child._lastError = e.Data;
        };
        child._process.Exited += (_, _) => child._ready.TrySetException(child.Died());
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The line that said it is ready.</summary>
    /// <exception cref="FedOncoException">It died before, with its last words.</exception>
    public Task<string> ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Waits for the end; standard output's first line.</summary>
    public async Task<string> OutputAsync(CancellationToken cancellationToken)
    {
        var line = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return line;
    }

    /// <summary>Of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Grace).ConfigureAwait(false);
        }
        catch (Exception stubborn) when (stubborn is TimeoutException or InvalidOperationException or IOException)
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private FedOncoException Died() => new(ErrorReason.CannotConnect, $"{_name} stopped: {(_lastError.Length > 0 ? _lastError : "it said nothing")}");
}
