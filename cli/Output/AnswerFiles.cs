using FedOnco.Cli.Plots;
using FedOnco.Cli.Reports;
using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>Files that answers are written to, beside what is printed.</summary>
/// <param name="Csv">The tidy table of one answer.</param>
/// <param name="Plot">The drawing of one answer.</param>
/// <param name="Report">A page of all answers.</param>
internal sealed record AnswerFiles(string? Csv, string? Plot, string? Report)
{
    /// <summary>Before anything is sent.</summary>
    /// <param name="calls">How many there are; null where none is given.</param>
    /// <exception cref="FedOncoException">WrongFile for a wrong ending, WrongArgument where the files do not suit the calls.</exception>
    public void Require(int? calls)
    {
        if (Plot is not null) PlotFile.RequireFormat(Plot);
        if (Report is not null && Path.GetExtension(Report).ToLowerInvariant() is not (".html" or ".htm")) throw new FedOncoException(ErrorReason.WrongFile, $"--report {Report}: the name ends in .html.");
        if (Plot is not null && calls != 1) throw new FedOncoException(ErrorReason.WrongArgument, "--plot draws one answer: give exactly one call.");
        if (Csv is not null && calls != 1) throw new FedOncoException(ErrorReason.WrongArgument, "--csv writes one answer: give exactly one call.");
        if (Report is not null && calls is null) throw new FedOncoException(ErrorReason.WrongArgument, "--report is of answers: give a call.");
    }

    /// <exception cref="FedOncoException">WrongFile where a file cannot be written or there is no such plot.</exception>
    public void Write(IReadOnlyList<Answer> answers)
    {
        if (Report is not null) Guarded("--report", Report, () => File.WriteAllText(Report, ReportPage.Of(answers)));
        foreach (var answer in answers.Where(a => a.IsCompleted))
        {
            if (Csv is not null) Guarded("--csv", Csv, () => CsvFile.Write(Csv, answer.Run!.Result.Tidy)); // A completed answer has its run.
            if (Plot is not null) PlotFile.Write(Plot, answer.Run!);
        }
    }

    private static void Guarded(string option, string file, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{option} {file}: the file cannot be written. Check folder and permissions.");
        }
    }
}
