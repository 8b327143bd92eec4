using System.Diagnostics;
using FedOnco.Audit;

namespace FedOnco.Bench.Audit;

/// <summary>What a long audit log costs: to verify, to open, to prove.</summary>
internal static class AuditPrice
{
    public static void Run(int entries, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-bench-").FullName;
        try
        {
            var contract = new string('c', 64);
            var hash = new string('d', 64);
            using (var log = AuditLog.Open(folder))
            {
                output.WriteLine($"{entries} entries, written: {Seconds(() =>
                {
                    for (var i = 0; i < entries; i++)
                    {
                        log.Append("sum", DateTimeOffset.UnixEpoch, json =>
                        {
                            json.WriteString("contract", contract);
                            json.WriteNumber("index", 7);
                            json.WriteString("step", "glm");
                            json.WriteString("hash", hash);
                            json.WriteString("layout", "gradient:12 hessian:78 deviance:1");
                        });
                    }
                }):0.00} s, {new FileInfo(AuditLog.LinesFile(folder)).Length / 1e6:0} MB");
            }

            output.WriteLine($"verified: {Seconds(() => Require(AuditVerification.Of(folder).FirstChanged is null)):0.00} s");
            AuditLog opened = null!;
            output.WriteLine($"opened: {Seconds(() => opened = AuditLog.Open(folder)):0.00} s");
            using (opened)
            {
                output.WriteLine($"first proof: {1e3 * Seconds(() => Require(opened.Consistency((ulong)entries / 3, (ulong)entries).Count > 0)):0.0} ms");
                output.WriteLine($"further proof: {1e3 * Seconds(() => Require(opened.Consistency((ulong)entries - 3, (ulong)entries).Count > 0)):0.00} ms");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Seconds(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Require(bool holds)
    {
        if (!holds) throw new InvalidOperationException("The log does not hold what was written.");
    }
}
