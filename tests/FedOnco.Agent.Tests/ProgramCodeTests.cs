using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Tests;

/// <summary>Only code and constants that nobody wrote are given back.</summary>
public sealed class ProgramCodeTests
{
    private const string Code = "5f20000-5f23000 r-xp 00100000 fd:00 1234 /opt/agent/libduckdb.so";

    [Theory]
    [InlineData(Code, "0", true)]
    [InlineData(Code, "4", false)]
    [InlineData("5f20000-5f23000 r--p 00100000 fd:00 1234 /opt/agent/libduckdb.so", "0", true)]
    [InlineData("5f20000-5f23000 r--p 00100000 fd:00 1234 /opt/agent/libduckdb.so", "12", false)]
    [InlineData("5f20000-5f23000 r--s 00100000 fd:00 1234 /opt/agent/System.Private.CoreLib.dll", "0", true)]
    [InlineData("5f20000-5f23000 rw-p 00100000 fd:00 1234 /opt/agent/libduckdb.so", "0", false)]
    [InlineData("5f20000-5f23000 r-xs 00100000 fd:00 1234 /opt/agent/libduckdb.so", "0", false)]
    [InlineData("5f20000-5f23000 r-xp 00000000 00:01 1234 /memfd:doublemapper (deleted)", "0", false)]
    [InlineData("5f20000-5f23000 r-xp 00000000 00:00 0 [vdso]", "0", false)]
    [InlineData("5f20000-5f23000 r-xp 00000000 00:00 0", "0", false)]
    public void RangesIn_Mapping_AreThoseOfFilesThatNobodyWrote(string mapping, string written, bool isGivenBack)
    {
        string[] other = ["5f30000-5f31000 rw-p 00000000 00:00 0", "Size: 4 kB", "Anonymous: 0 kB"];
        string[] lines = [.. other, mapping, "Size: 12 kB", $"Anonymous:             {written} kB", "VmFlags: rd ex mr mw me", .. other];
        Assert.Equal(isGivenBack ? [((nuint)0x5f20000, (nuint)0x3000)] : [], ProgramCode.RangesIn(lines));
    }

    [Fact]
    public async Task GiveBackAsync_ProgramInUse_GoesOn()
    {
        using var engine = new DuckDbEngine("d", new EngineSettings(), []);
        Assert.Equal(6L, engine.Rows("SELECT CAST(sum(i) AS BIGINT) FROM range(4) t(i)", new SqlParameters(), TestContext.Current.CancellationToken)[0][0]);
        if (OperatingSystem.IsLinux()) Assert.NotEmpty(ProgramCode.RangesIn(File.ReadAllLines("/proc/self/smaps")));
        SystemPages.Trim();
        await ProgramCode.GiveBackAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(10L, engine.Rows("SELECT CAST(sum(i) AS BIGINT) FROM range(5) t(i)", new SqlParameters(), TestContext.Current.CancellationToken)[0][0]);
    }
}
