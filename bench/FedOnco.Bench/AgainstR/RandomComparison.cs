using System.Diagnostics;
using FedOnco.Bench.Oracle;

namespace FedOnco.Bench.AgainstR;

/// <summary>
/// Random datasets and calls, answered here and by R; what differs is printed with the seed that draws it again. A folder a
/// seed: data/centre/d.csv, calls.txt, mine.jsonl, r.jsonl.
/// </summary>
internal static class RandomComparison
{
    public static int Run(string folder, string scripts, int seed, int datasets, int callsEach, TextWriter output)
    {
        var count = new Counts();
        for (var s = seed; s < seed + datasets; s++)
        {
            var here = Path.Combine(folder, $"seed-{s}");
            Draw(here, s, callsEach);
            var calls = Path.Combine(here, "calls.txt");
            using (var mine = new StreamWriter(Path.Combine(here, "mine.jsonl"))) AnswerCalls.Run(Path.Combine(here, "data"), calls, mine);
            AskR(scripts, Path.Combine(here, "data"), calls, Path.Combine(here, "r.jsonl"));
            foreach (var line in AnswerComparison.Lines(Path.Combine(here, "mine.jsonl"), Path.Combine(here, "r.jsonl"), count)) output.WriteLine($"seed {s}: {line}");
        }

        output.WriteLine($"{count.Same} agree, {count.BothRefuse} refused by both, {count.OnlyRStops} without an answer of R, {count.OnlyWeRefuse} refused here only, {count.Different} differ");
        return count.Different == 0 ? 0 : 1;
    }

    private static void Draw(string folder, int seed, int calls)
    {
        var random = new Random(seed);
        foreach (var (site, rows) in new RandomPatients(random).Draw())
        {
            var path = Path.Combine(folder, "data", site);
            Directory.CreateDirectory(path);
            File.WriteAllLines(Path.Combine(path, "d.csv"), rows.Select(r => string.Join(',', r)).Prepend(string.Join(',', RandomPatients.Header)));
        }

        var draw = new RandomCalls(random);
        File.WriteAllLines(Path.Combine(folder, "calls.txt"), Enumerable.Range(0, calls).Select(_ => draw.Draw()).Distinct());
    }

    private static void AskR(string scripts, string data, string calls, string answers)
    {
        var start = new ProcessStartInfo("Rscript", ["make.R", Path.GetFullPath(data), Path.GetFullPath(calls)]) { RedirectStandardOutput = true, WorkingDirectory = scripts };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Rscript did not start");
        using (var file = new StreamWriter(answers)) file.Write(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"Rscript ended with {process.ExitCode}");
    }

    internal sealed class Counts
    {
        public int Same { get; set; }

        public int BothRefuse { get; set; }

        public int OnlyRStops { get; set; }

        public int OnlyWeRefuse { get; set; }

        public int Different { get; set; }
    }
}
