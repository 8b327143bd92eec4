using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Sql;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Only code of the engine, which nobody writes, is given back.</summary>
public sealed class EngineCodeTests
{
    [Theory]
    [InlineData("7f1c20000000-7f1c20003000 r-xp 00100000 fd:00 1234 /opt/agent/libduckdb.so", true)]
    [InlineData("7f1c20000000-7f1c20003000 r--p 00100000 fd:00 1234 /opt/agent/libduckdb.so", false)]
    [InlineData("7f1c20000000-7f1c20003000 rw-p 00100000 fd:00 1234 /opt/agent/libduckdb.so", false)]
    [InlineData("7f1c20000000-7f1c20003000 r-xp 00100000 fd:00 1234 /opt/agent/libcoreclr.so", false)]
    [InlineData("7f1c20000000-7f1c20003000 r-xp 00000000 00:00 0", false)]
    public void RangeOf_Line_IsThatOfItsCode(string line, bool isCode) =>
        Assert.Equal(isCode ? (nuint.Parse("7f1c20000000", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture), (nuint)0x3000) : null, EngineCode.RangeOf(line));

    [Fact]
    public void GiveBack_EngineInUse_GoesOn()
    {
        using var engine = new DuckDbEngine("d", new EngineSettings(), []);
        Assert.Equal(6L, engine.Rows("SELECT CAST(sum(i) AS BIGINT) FROM range(4) t(i)", new SqlParameters(), TestContext.Current.CancellationToken)[0][0]);
        EngineCode.GiveBack();
        Assert.Equal(10L, engine.Rows("SELECT CAST(sum(i) AS BIGINT) FROM range(5) t(i)", new SqlParameters(), TestContext.Current.CancellationToken)[0][0]);
    }
}
