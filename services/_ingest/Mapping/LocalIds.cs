using System.Security.Cryptography;
using System.Text;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>The local ids of one run: every one once.</summary>
internal sealed class LocalIds(IdSpec spec)
{
    private const int Longest = 200;
    private const int HashBytes = 8;

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _equalRows = new(StringComparer.Ordinal);

    /// <summary>Looks the fields of the id up in a file.</summary>
    public FieldText[] Bind(string[] nulls, RowReader rows) => spec.Fields.Select(f => FieldText.Bind(spec.At, f, nulls, rows)).ToArray();

    /// <summary>The id of a row.</summary>
    /// <returns>The field and what is wrong, or null.</returns>
    public (string Field, string Reason)? Next(FieldText[] fields, RowReader row, out string id)
    {
        var parts = new string[fields.Length];
        id = "";
        for (var i = 0; i < fields.Length; i++)
        {
            parts[i] = fields[i].Plain(row).ToString();
            if (parts[i].Length == 0 && !spec.Hash)
                return (fields[i].Field, "is empty, but the id of the row is made of it");
        }

        id = spec.Hash ? Hash(parts) : string.Join('-', parts);
        if (ValueReader.TextFault(id, Longest) is { } fault)
            return (fields[0].Field, $"the id {fault}");
        return _used.Add(id) ? null : (fields[0].Field, $"the id '{id}' is there already in an earlier row");
    }

    /// <summary>Equal rows cannot be told apart, so they are counted.</summary>
    private string Hash(string[] parts)
    {
        // No field holds a line feed at its end, so the joint is unambiguous enough for the few bytes that are kept.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        var hash = Convert.ToHexStringLower(digest.AsSpan(0, HashBytes));
        var count = _equalRows[hash] = _equalRows.GetValueOrDefault(hash) + 1;
        return count == 1 ? hash : $"{hash}-{count}";
    }
}
