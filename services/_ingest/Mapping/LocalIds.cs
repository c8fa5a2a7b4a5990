using System.Security.Cryptography;
using System.Text;
using UrbanDataHub.Ingest.Reading;
using UrbanDataHub.Ingest.Sources;

namespace UrbanDataHub.Ingest.Mapping;

/// <summary>The local ids of one run: every one once, unless the source says which of several rows counts.</summary>
internal sealed class LocalIds(IdSpec spec, bool mayRepeat)
{
    private const int Longest = 200;
    private const int HashBytes = 8;

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _equalRows = new(StringComparer.Ordinal);

    /// <summary>Looks the fields of the id up in a file.</summary>
    public FieldText[] Bind(string[] nulls, RowReader rows) => spec.Parts.Select(p => FieldText.Bind(p, nulls, rows)).ToArray();

    /// <summary>A text as a part of an address: what an address cannot hold as it is becomes <c>-</c>.</summary>
    public static string InAddress(ReadOnlySpan<char> text)
    {
        var id = new StringBuilder(text.Length);
        foreach (var letter in text)
            id.Append(char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '-');
        return id.ToString();
    }

    /// <summary>The id of a row.</summary>
    /// <returns>The field and what is wrong, or null.</returns>
    public (string Field, string Reason)? Next(FieldText[] fields, RowReader row, out string id)
    {
        var parts = new string[fields.Length];
        id = "";
        for (var i = 0; i < fields.Length; i++)
        {
            if (!fields[i].TryRead(row, out var part))
                return (fields[i].Field, $"'{part}' is not a code that the source knows");
            parts[i] = part.ToString();
            if (parts[i].Length == 0 && !spec.Hash)
                return (fields[i].Field, "is empty, but the id of the row is made of it");
        }

        id = spec.Hash ? Hash(parts) : InAddress(string.Join('-', parts));
        if (ValueReader.TextFault(id, Longest) is { } fault)
            return (fields[0].Field, $"the id {fault}");
        return mayRepeat || _used.Add(id) ? null : (fields[0].Field, $"the id '{id}' is there already in an earlier row");
    }

    /// <summary>Equal rows cannot be told apart, so they are counted.</summary>
    private string Hash(string[] parts)
    {
        // No field holds a line feed at its end, so the joint is unambiguous enough for the few bytes that are kept.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        var hash = Convert.ToHexStringLower(digest.AsSpan(0, HashBytes));
        if (mayRepeat)
            return hash;
        var count = _equalRows[hash] = _equalRows.GetValueOrDefault(hash) + 1;
        return count == 1 ? hash : $"{hash}-{count}";
    }
}
