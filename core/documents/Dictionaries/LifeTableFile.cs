using System.Globalization;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>A life table as a CSV file: sex,year,age,rate with the daily hazard of death of every combination.</summary>
public static class LifeTableFile
{
    /// <summary>Years and ages beyond it are slips, and their span would not fit a number.</summary>
    private const int Latest = 9999;
    private const string Header = "sex,year,age,rate";

    /// <param name="name">Of the table.</param>
    /// <param name="lines">Of the file.</param>
    /// <exception cref="FedOncoException"><see cref="ErrorReason.WrongFile"/>: a row that is none, a combination that is missing or there twice, a rate that is no hazard.</exception>
    public static LifeTable Read(string name, IEnumerable<string> lines)
    {
        var rows = new Dictionary<(string Sex, int Year, int Age), double>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (number == 1 && line.Trim() != Header) throw Wrong(name, number, $"the first line is {Header}.");
            if (number == 1 || line.Trim().Length == 0) continue;
            var fields = line.Split(',');
            if (fields.Length != 4 || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out var year) || year is < 0 or > Latest || !int.TryParse(fields[2], CultureInfo.InvariantCulture, out var age) || age is < 0 or > Latest
                || !double.TryParse(fields[3], CultureInfo.InvariantCulture, out var rate) || !(rate >= 0 && rate < 1))
                throw Wrong(name, number, "a row is a sex, a whole year, a whole age and a daily hazard from 0 to 1.");
            if (!rows.TryAdd((fields[0], year, age), rate)) throw Wrong(name, number, "this sex, year and age stand there twice.");
        }

        if (rows.Count == 0) throw Wrong(name, number, "there are no rows.");
        var table = new LifeTable
        {
            Name = name,
            Sexes = { rows.Keys.Select(k => k.Sex).Distinct().Order(StringComparer.Ordinal) },
            FirstYear = rows.Keys.Min(k => k.Year),
            FirstAge = (uint)rows.Keys.Min(k => k.Age),
        };
        table.Years = (uint)(rows.Keys.Max(k => k.Year) - table.FirstYear + 1);
        table.Ages = (uint)(rows.Keys.Max(k => k.Age) - table.FirstAge + 1);
        foreach (var sex in table.Sexes)
        {
            for (var y = 0; y < table.Years; y++)
            {
                for (var a = 0; a < table.Ages; a++)
                {
                    if (!rows.TryGetValue((sex, table.FirstYear + y, (int)table.FirstAge + a), out var rate))
                        throw Wrong(name, number, $"sex {sex}, year {table.FirstYear + y}, age {table.FirstAge + a} is missing: a table has every combination.");
                    table.Daily.Add(rate);
                }
            }
        }

        return table;
    }

    private static FedOncoException Wrong(string name, int line, string what) => new(ErrorReason.WrongFile, $"life table {name}, line {line}: {what}");
}
