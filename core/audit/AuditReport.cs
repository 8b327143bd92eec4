using System.Text;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Audit;

/// <summary>What the commands `audit verify`, `show` and `export` of agent and coordinator print.</summary>
public static class AuditReport
{
    /// <summary>Verifies a log; the exit code is 0 where every line fits.</summary>
    /// <param name="folder">State folder.</param>
    /// <param name="evidence">A head that another party holds, as "SIZE:ROOT" with 64 hexadecimal digits; null for none.</param>
    /// <param name="output">Takes size and root.</param>
    /// <param name="errors">Takes what is wrong and where.</param>
    /// <exception cref="FedOncoException">WrongFile where there is no log; WrongArgument for evidence in another form.</exception>
    public static int Verify(string folder, string? evidence, TextWriter output, TextWriter errors)
    {
        RequireLog(folder);
        var head = evidence is null ? null : HeadOf(evidence);
        var found = AuditVerification.Of(folder, head);
        output.WriteLine($"{found.Entries} entries, root {Convert.ToHexStringLower(found.Head.Root)}");
        if (found.FirstChanged is { } line) errors.WriteLine($"{AuditLog.LinesFile(folder)}: line {line} is not what was written. Keep the file as it is, and compare the root with what the others hold.");
        if (found.HoldsEvidence is false) errors.WriteLine($"{AuditLog.LinesFile(folder)}: {(head!.Size > found.Entries ? $"it has fewer lines than the {head.Size} that were seen" : $"its first {head.Size} lines are not those that were seen")}. It was cut, restored or written anew.");
        if (found.HoldsEvidence is true) output.WriteLine($"its first {head!.Size} entries are those that were seen");
        return found.FirstChanged is null && found.HoldsEvidence is not false ? 0 : ErrorReason.LedgerRolledBack.ExitCode();
    }

    /// <summary>Prints the last entries, one JSON document a line.</summary>
    /// <exception cref="FedOncoException">WrongFile where there is no log.</exception>
    public static int Lines(string folder, int count, TextWriter output)
    {
        foreach (var line in Last(folder, count)) output.WriteLine(line);
        return 0;
    }

    /// <summary>The last entries, oldest first.</summary>
    /// <exception cref="FedOncoException">WrongFile where there is no log.</exception>
    public static IReadOnlyList<string> Last(string folder, int count)
    {
        RequireLog(folder);
        using var lines = File.Open(AuditLog.LinesFile(folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var kept = new Queue<byte[]>();
        foreach (var line in AuditLines.Read(lines))
        {
            kept.Enqueue(line);
            if (kept.Count > count) kept.Dequeue();
        }

        return [.. kept.Select(Encoding.UTF8.GetString)];
    }

    private static void RequireLog(string folder)
    {
        if (!File.Exists(AuditLog.LinesFile(folder))) throw new FedOncoException(ErrorReason.WrongFile, $"{AuditLog.LinesFile(folder)} is missing: the service has not run yet.");
    }

    private static AuditHead HeadOf(string evidence)
    {
        var parts = evidence.Split(':');
        if (parts.Length == 2 && ulong.TryParse(parts[0], out var size) && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigit)) return new AuditHead(size, Convert.FromHexString(parts[1]));
        throw new FedOncoException(ErrorReason.WrongArgument, "--seen is SIZE:ROOT, a number and 64 hexadecimal digits, as `fedonco-agent audit heads` of another centre prints it.");
    }
}
