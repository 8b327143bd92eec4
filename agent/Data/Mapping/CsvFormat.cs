namespace FedOnco.Agent.Data.Mapping;

/// <summary>How text files are written.</summary>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Encoding">utf-8, latin-1 or utf-16; a byte order mark is skipped.</param>
internal sealed record CsvFormat(char Delimiter, string Encoding)
{
    public static readonly CsvFormat Default = new(',', "utf-8");
}
