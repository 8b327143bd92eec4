using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace FedOnco.Coordinator.State;

/// <summary>The last write that a database server confirmed, noted in the state folder: a server without it is not the one that confirmed it.</summary>
/// <remarks>
/// One line of fixed length, written over in place after each commit and not waited for: after a loss of power it may be older than what was
/// confirmed, and asks for less. It is a note and not a promise: where it cannot be written or read nothing else fails for that.
/// </remarks>
internal sealed class ConfirmedWrite(string file) : IDisposable
{
    public const string FileName = "database.seen";

    private const int ProcessDigits = 32, NumberDigits = 19;

    private SafeFileHandle? _handle;

    public string File => file;

    /// <summary>Which process wrote it, and its number; null where there is none.</summary>
    public (string Process, long Number)? Read()
    {
        try
        {
            var words = System.IO.File.ReadAllText(file).Split(' ');
            return words is [{ Length: ProcessDigits } process, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (process, value) : null;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Note(string process, long number)
    {
        try
        {
            _handle ??= System.IO.File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(_handle, Encoding.ASCII.GetBytes(process + " " + number.ToString($"D{NumberDigits}", CultureInfo.InvariantCulture)), 0);
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            // The older note stays.
        }
    }

    public void Dispose() => _handle?.Dispose();
}
