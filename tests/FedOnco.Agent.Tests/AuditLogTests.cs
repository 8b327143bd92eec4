using FedOnco.Audit;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

/// <summary>A loss of power leaves lines and hashes at different entries; what a head showed must be there.</summary>
public sealed class AuditLogTests : IDisposable
{
    private const int HashBytes = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-audit-").FullName;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(2, 3)]
    [InlineData(5, 5)]
    public void Open_EntriesBeyondTheLastHeadWereLost_GoesOnFromTheLines(int lines, int hashes)
    {
        var shown = Write(shown: 4, beyond: 5);
        Cut(AuditLog.LinesFile(_folder), LinesBytes(lines));
        Cut(AuditLog.LeavesFile(_folder), hashes * HashBytes);
        using (var log = AuditLog.Open(_folder))
        {
            Assert.Equal(9UL - (ulong)lines, log.Head.Size);
            log.Append("sum", DateTimeOffset.UnixEpoch, _ => { });
        }

        var found = AuditVerification.Of(_folder, shown);
        Assert.Equal((10UL - (ulong)lines, null, true), (found.Entries, found.FirstChanged, found.HoldsEvidence));
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(0, 6)]
    public void Open_AnEntryThatAHeadShowedIsMissing_Refuses(int lines, int hashes)
    {
        Write(shown: 4, beyond: 5);
        Cut(AuditLog.LinesFile(_folder), LinesBytes(lines));
        Cut(AuditLog.LeavesFile(_folder), hashes * HashBytes);
        Assert.Equal(ErrorReason.LedgerRolledBack, Assert.Throws<FedOncoException>(() => AuditLog.Open(_folder)).Reason);
        // Refused again: a start that is refused changes nothing that was shown.
        Assert.Equal(ErrorReason.LedgerRolledBack, Assert.Throws<FedOncoException>(() => AuditLog.Open(_folder)).Reason);
    }

    [Fact]
    public void Open_ALineThatWasTakenOffAfterAnOrderlyStop_Refuses()
    {
        using (var log = AuditLog.Open(_folder)) log.Append("sum", DateTimeOffset.UnixEpoch, _ => { });
        Cut(AuditLog.LinesFile(_folder), LinesBytes(1));
        Assert.Equal(ErrorReason.LedgerRolledBack, Assert.Throws<FedOncoException>(() => AuditLog.Open(_folder)).Reason);
    }

    /// <summary>A disk that fails within seconds of the first entries: nothing was shown, so nothing has to be there.</summary>
    [Fact]
    public void Open_NewLogThatLostLinesBeforeAnybodySawIt_GoesOn()
    {
        byte[] noted;
        using (var log = AuditLog.Open(_folder))
        {
            for (var i = 0; i < 3; i++) log.Append("sum", DateTimeOffset.UnixEpoch, json => json.WriteNumber("index", i));
            noted = File.ReadAllBytes(AuditLog.ShownFile(_folder));
        }

        File.WriteAllBytes(AuditLog.ShownFile(_folder), noted);
        Cut(AuditLog.LinesFile(_folder), LinesBytes(2));
        using var again = AuditLog.Open(_folder);
        Assert.Equal(1UL, again.Head.Size);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The files as they are before anybody closes the log.</summary>
    private AuditHead Write(int shown, int beyond)
    {
        using var log = AuditLog.Open(_folder);
        for (var i = 0; i < shown; i++) log.Append("sum", DateTimeOffset.UnixEpoch, json => json.WriteNumber("index", i));
        var head = log.Head;
        for (var i = 0; i < beyond; i++) log.Append("sum", DateTimeOffset.UnixEpoch, json => json.WriteNumber("index", shown + i));
        var noted = File.ReadAllBytes(AuditLog.ShownFile(_folder));
        log.Dispose();
        File.WriteAllBytes(AuditLog.ShownFile(_folder), noted);
        return head;
    }

    /// <summary>Bytes of the last lines.</summary>
    private long LinesBytes(int count) => File.ReadAllLines(AuditLog.LinesFile(_folder)).TakeLast(count).Sum(l => l.Length + 1);

    private static void Cut(string file, long bytes)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(stream.Length - bytes);
    }
}
