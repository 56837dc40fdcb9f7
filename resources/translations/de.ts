<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>Backcast</name>
    <message>
        <source> (read-only)</source>
        <translation> (schreibgeschützt)</translation>
    </message>
    <message>
        <source> Closing also stops the run that is on.</source>
        <translation> Schließen beendet auch den laufenden Lauf.</translation>
    </message>
    <message>
        <source> in {time} s</source>
        <translation> in {time} s</translation>
    </message>
    <message>
        <source> · question {at} of {count}</source>
        <translation> · Frage {at} von {count}</translation>
    </message>
    <message>
        <source>'is:{state}' is no state. There are {states}.</source>
        <translation>„is:{state}“ ist kein Zustand. Es gibt {states}.</translation>
    </message>
    <message>
        <source>'{keys}' walks the canvas and cannot be given away.</source>
        <translation>„{keys}“ führt durch die Zeichenfläche und kann nicht vergeben werden.</translation>
    </message>
    <message>
        <source>'{name}' could not be written: {why}.</source>
        <translation>„{name}“ konnte nicht geschrieben werden: {why}.</translation>
    </message>
    <message>
        <source>'{name}' has changes that are not saved.</source>
        <translation>„{name}“ hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>'{name}' is read-only. Save it under another name.</source>
        <translation>„{name}“ ist schreibgeschützt. Unter einem anderen Namen speichern.</translation>
    </message>
    <message>
        <source>'{step}' has no output to connect.</source>
        <translation>„{step}“ hat keinen Ausgang, der verbunden werden könnte.</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>A run is on.</source>
        <translation>Ein Lauf ist im Gange.</translation>
    </message>
    <message>
        <source>A run is on. Leaving now stops it.</source>
        <translation>Ein Lauf ist im Gange. Jetzt zu gehen hält ihn an.</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Add a step</source>
        <translation>Schritt hinzufügen</translation>
    </message>
    <message>
        <source>Add a step…</source>
        <translation>Schritt hinzufügen …</translation>
    </message>
    <message>
        <source>Add Flow input</source>
        <translation>Eingabe hinzufügen</translation>
    </message>
    <message>
        <source>Add input</source>
        <translation>Eingang hinzufügen</translation>
    </message>
    <message>
        <source>Add output</source>
        <translation>Ausgang hinzufügen</translation>
    </message>
    <message>
        <source>Align bottom</source>
        <translation>Unten ausrichten</translation>
    </message>
    <message>
        <source>Align centre</source>
        <translation>Mittig ausrichten</translation>
    </message>
    <message>
        <source>Align left</source>
        <translation>Links ausrichten</translation>
    </message>
    <message>
        <source>Align middle</source>
        <translation>Auf halber Höhe ausrichten</translation>
    </message>
    <message>
        <source>Align right</source>
        <translation>Rechts ausrichten</translation>
    </message>
    <message>
        <source>Align top</source>
        <translation>Oben ausrichten</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>Alle Tastenkürzel</translation>
    </message>
    <message>
        <source>All steps ({count})</source>
        <translation>Alle Schritte ({count})</translation>
    </message>
    <message>
        <source>An empty flow</source>
        <translation>Ein leerer Ablauf</translation>
    </message>
    <message>
        <source>and</source>
        <translation>und</translation>
    </message>
    <message>
        <source>and {count} more, to be edited as JSON</source>
        <translation>und {count} weitere, als JSON zu bearbeiten</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Zustimmen</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>Anordnen</translation>
    </message>
    <message>
        <source>Arrow keys; Shift selects more</source>
        <translation>Pfeiltasten; Umschalt wählt mehr aus</translation>
    </message>
    <message>
        <source>Ask a person</source>
        <translation>Jemanden fragen</translation>
    </message>
    <message>
        <source>Asked by '{step}'</source>
        <translation>Gefragt von „{step}“</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>erfragt</translation>
    </message>
    <message>
        <source>asked for at the start of a run</source>
        <translation>wird beim Start eines Laufs erfragt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Backcast</source>
        <translation>Backcast</translation>
    </message>
    <message>
        <source>BACKCAST_THEME says which theme it is.</source>
        <translation>BACKCAST_THEME bestimmt die Farben.</translation>
    </message>
    <message>
        <source>Blender-like</source>
        <translation>Wie in Blender</translation>
    </message>
    <message>
        <source>blocked by '{step}'</source>
        <translation>blockiert von „{step}“</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Zeichenfläche</translation>
    </message>
    <message>
        <source>Change shortcuts…</source>
        <translation>Tastenkürzel ändern …</translation>
    </message>
    <message>
        <source>Click; Shift adds, Ctrl toggles</source>
        <translation>Klick; Umschalt fügt hinzu, Strg schaltet um</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>Reiter schließen</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Collapse to a sub-flow</source>
        <translation>Zu einem Teilablauf zusammenfassen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>Befehle …</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>config</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Connect an output…</source>
        <translation>Ausgang verbinden …</translation>
    </message>
    <message>
        <source>Connect the selection</source>
        <translation>Auswahl verbinden</translation>
    </message>
    <message>
        <source>Connect which output of '{step}'?</source>
        <translation>Welchen Ausgang von „{step}“ verbinden?</translation>
    </message>
    <message>
        <source>Connect {source} to</source>
        <translation>{source} verbinden mit</translation>
    </message>
    <message>
        <source>Connect {source} → {target}</source>
        <translation>{source} → {target} verbinden</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Steuerung</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Ctrl+Enter or Esc: done</source>
        <translation>Strg+Eingabe oder Esc: fertig</translation>
    </message>
    <message>
        <source>Ctrl+Shift+arrow keys</source>
        <translation>Strg+Umschalt+Pfeiltasten</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete and heal</source>
        <translation>Löschen und überbrücken</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Distribute horizontally</source>
        <translation>Waagrecht verteilen</translation>
    </message>
    <message>
        <source>Distribute vertically</source>
        <translation>Senkrecht verteilen</translation>
    </message>
    <message>
        <source>Do not read '{name}'</source>
        <translation>„{name}“ nicht lesen</translation>
    </message>
    <message>
        <source>Drag a step from the palette on the left, open a flow, or look at an example:</source>
        <translation>Einen Schritt von links hereinziehen, einen Ablauf öffnen oder ein Beispiel ansehen:</translation>
    </message>
    <message>
        <source>Drag from port to port, or click both</source>
        <translation>Von Anschluss zu Anschluss ziehen oder beide anklicken</translation>
    </message>
    <message>
        <source>Drag on empty canvas</source>
        <translation>Auf leerer Fläche ziehen</translation>
    </message>
    <message>
        <source>Drag to move them. Delete takes them out of the Flow; Undo brings them back.</source>
        <translation>Zum Verschieben ziehen. Entf nimmt sie aus dem Ablauf, Rückgängig holt sie zurück.</translation>
    </message>
    <message>
        <source>Draw a wire</source>
        <translation>Leitung ziehen</translation>
    </message>
    <message>
        <source>Draw what it takes, mark the goal, press Run</source>
        <translation>Zeichnen, was nötig ist, das Ziel markieren, ausführen</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Duplicate with its inputs</source>
        <translation>Mit Eingängen duplizieren</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit as a tree</source>
        <translation>Als Baum bearbeiten</translation>
    </message>
    <message>
        <source>Edit in the inspector</source>
        <translation>In den Eigenschaften bearbeiten</translation>
    </message>
    <message>
        <source>Edit {words} as a tree</source>
        <translation>{words} als Baum bearbeiten</translation>
    </message>
    <message>
        <source>Enter: done</source>
        <translation>Eingabetaste: fertig</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Every goal is reached{took}</source>
        <translation>Alle Ziele sind erreicht{took}</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Example: {name}</source>
        <translation>Beispiel: {name}</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export as DOT…</source>
        <translation>Als DOT exportieren …</translation>
    </message>
    <message>
        <source>Export as Mermaid…</source>
        <translation>Als Mermaid exportieren …</translation>
    </message>
    <message>
        <source>Export as picture…</source>
        <translation>Als Bild exportieren …</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
    <message>
        <source>Exported '{name}'</source>
        <translation>„{name}“ exportiert</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find in the flow</source>
        <translation>Im Ablauf suchen</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Find: words, is:failed, kind:http</source>
        <translation>Suchen: Wörter, is:failed, kind:http</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>Suchen …</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Flow inputs</source>
        <translation>Eingaben des Ablaufs</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>given when it runs</source>
        <translation>beim Start gegeben</translation>
    </message>
    <message>
        <source>gives {names}</source>
        <translation>liefert {names}</translation>
    </message>
    <message>
        <source>gives {name}</source>
        <translation>liefert {name}</translation>
    </message>
    <message>
        <source>Go on running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Go to the outline</source>
        <translation>Zur Gliederung</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Goal reached</source>
        <translation>Ziel erreicht</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Goals ({count})</source>
        <translation>Ziele ({count})</translation>
    </message>
    <message>
        <source>Goals with what each needs beneath. The menu key lists what can be done with a step.</source>
        <translation>Ziele, darunter was jedes braucht. Die Menütaste zeigt, was mit einem Schritt getan werden kann.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>How the wait grows</source>
        <translation>Wie die Wartezeit wächst</translation>
    </message>
    <message>
        <source>HTTP request</source>
        <translation>HTTP-Anfrage</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>Eingänge</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Eigenschaften</translation>
    </message>
    <message>
        <source>Invert the selection</source>
        <translation>Auswahl umkehren</translation>
    </message>
    <message>
        <source>It cannot be used as things stand.</source>
        <translation>Das geht im Augenblick nicht.</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>Meine behalten</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>Tasten wie in</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Kinds of Step</source>
        <translation>Arten von Schritten</translation>
    </message>
    <message>
        <source>Kinds of Step that fit</source>
        <translation>Passende Arten von Schritten</translation>
    </message>
    <message>
        <source>KNIME-like</source>
        <translation>Wie in KNIME</translation>
    </message>
    <message>
        <source>Lay out</source>
        <translation>Auslegen</translation>
    </message>
    <message>
        <source>Leave what is going on</source>
        <translation>Verlassen, was im Gange ist</translation>
    </message>
    <message>
        <source>Let it run</source>
        <translation>Laufen lassen</translation>
    </message>
    <message>
        <source>Look later</source>
        <translation>Später ansehen</translation>
    </message>
    <message>
        <source>May be left out</source>
        <translation>Darf fehlen</translation>
    </message>
    <message>
        <source>Middle button, Space or right button and drag</source>
        <translation>Mittlere Taste, Leertaste oder rechte Taste und ziehen</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>Übersichtskarte</translation>
    </message>
    <message>
        <source>Minimap while moving</source>
        <translation>Übersichtskarte beim Bewegen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Mouse and hands</source>
        <translation>Maus und Hände</translation>
    </message>
    <message>
        <source>Move a step by keys</source>
        <translation>Schritt mit Tasten bewegen</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move what is seen</source>
        <translation>Ausschnitt verschieben</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the Flow</source>
        <translation>Name des Ablaufs</translation>
    </message>
    <message>
        <source>Names that fit</source>
        <translation>Passende Namen</translation>
    </message>
    <message>
        <source>needs {names}</source>
        <translation>braucht {names}</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New from template</source>
        <translation>Neu aus Vorlage</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>Neues Fenster</translation>
    </message>
    <message>
        <source>Next (F3)</source>
        <translation>Nächster (F3)</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>Nächstes Problem</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Nächste Frage</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>Nächster Reiter</translation>
    </message>
    <message>
        <source>No examples</source>
        <translation>Keine Beispiele</translation>
    </message>
    <message>
        <source>No goal yet: select a step and press G</source>
        <translation>Noch kein Ziel: einen Schritt auswählen und G drücken</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Tasten</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>keine Tasten</translation>
    </message>
    <message>
        <source>No kind of Step matches '{words}'.</source>
        <translation>Keine Art von Schritt passt zu „{words}“.</translation>
    </message>
    <message>
        <source>No kinds of Step.</source>
        <translation>Keine Arten von Schritten.</translation>
    </message>
    <message>
        <source>No problems: every planned Step can run.</source>
        <translation>Keine Probleme: Jeder geplante Schritt kann laufen.</translation>
    </message>
    <message>
        <source>No recent files</source>
        <translation>Keine zuletzt geöffneten Dateien</translation>
    </message>
    <message>
        <source>No run is on.</source>
        <translation>Kein Lauf ist im Gange.</translation>
    </message>
    <message>
        <source>No step matches '{words}'</source>
        <translation>Kein Schritt passt zu „{words}“</translation>
    </message>
    <message>
        <source>No templates</source>
        <translation>Keine Vorlagen</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>nicht nötig</translation>
    </message>
    <message>
        <source>Not needed by a goal ({count})</source>
        <translation>Von keinem Ziel gebraucht ({count})</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing has been done that could be undone, or a gesture is half done.</source>
        <translation>Es wurde nichts getan, was rückgängig zu machen wäre, oder eine Geste ist halb ausgeführt.</translation>
    </message>
    <message>
        <source>Nothing has happened to the selected Steps.</source>
        <translation>Mit den ausgewählten Schritten ist nichts geschehen.</translation>
    </message>
    <message>
        <source>Nothing is called that.</source>
        <translation>So heißt nichts.</translation>
    </message>
    <message>
        <source>Nothing was undone that could be done again, or a gesture is half done.</source>
        <translation>Es wurde nichts rückgängig gemacht, was zu wiederholen wäre, oder eine Geste ist halb ausgeführt.</translation>
    </message>
    <message>
        <source>Nuke- and Houdini-like</source>
        <translation>Wie in Nuke und Houdini</translation>
    </message>
    <message>
        <source>one per line</source>
        <translation>je Zeile einer</translation>
    </message>
    <message>
        <source>Only Goal</source>
        <translation>Einziges Ziel</translation>
    </message>
    <message>
        <source>Only the selected Steps</source>
        <translation>Nur die ausgewählten Schritte</translation>
    </message>
    <message>
        <source>Open a flow…</source>
        <translation>Ablauf öffnen …</translation>
    </message>
    <message>
        <source>Open documents</source>
        <translation>Offene Dokumente</translation>
    </message>
    <message>
        <source>Open flows</source>
        <translation>Abläufe öffnen</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Gliederung</translation>
    </message>
    <message>
        <source>Outline of the flow</source>
        <translation>Gliederung des Ablaufs</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>Overwrite it</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Paste with wires to outside</source>
        <translation>Mit Leitungen nach außen einfügen</translation>
    </message>
    <message>
        <source>Pin the result</source>
        <translation>Ergebnis festhalten</translation>
    </message>
    <message>
        <source>Pinned value</source>
        <translation>Festgehaltener Wert</translation>
    </message>
    <message>
        <source>pinned value</source>
        <translation>festgehaltener Wert</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Prefer '{name}' more</source>
        <translation>„{name}“ mehr bevorzugen</translation>
    </message>
    <message>
        <source>Press the new keys; Esc leaves it as it is</source>
        <translation>Neue Tasten drücken; Esc lässt es, wie es ist</translation>
    </message>
    <message>
        <source>Previous (Shift+F3)</source>
        <translation>Vorheriger (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Vorheriger Bereich</translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation>Vorheriges Problem</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>Vorheriger Reiter</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Problems ({count})</source>
        <translation>Probleme ({count})</translation>
    </message>
    <message>
        <source>Problems and run</source>
        <translation>Probleme und Lauf</translation>
    </message>
    <message>
        <source>Python function</source>
        <translation>Python-Funktion</translation>
    </message>
    <message>
        <source>Question: {title}</source>
        <translation>Frage: {title}</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>in der Warteschlange</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>ready to run</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>Record keys</source>
        <translation>Tasten aufnehmen</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Recover all</source>
        <translation>Alles wiederherstellen</translation>
    </message>
    <message>
        <source>Recover unsaved work…</source>
        <translation>Ungespeicherte Arbeit wiederherstellen …</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Reloaded; Undo brings back what was here before</source>
        <translation>Neu geladen; Rückgängig holt zurück, was vorher hier war</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove this row</source>
        <translation>Diese Zeile entfernen</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename '{old}' to '{new}'</source>
        <translation>„{old}“ in „{new}“ umbenennen</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Anordnung zurücksetzen</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>retry in {time}: {why}</source>
        <translation>neuer Versuch in {time}: {why}</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>wiederverwendet</translation>
    </message>
    <message>
        <source>reused · from {time}</source>
        <translation>wiederverwendet · von {time}</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Run the flow to its goals (F5)</source>
        <translation>Den Ablauf bis zu seinen Zielen ausführen (F5)</translation>
    </message>
    <message>
        <source>running {time}</source>
        <translation>läuft {time}</translation>
    </message>
    <message>
        <source>Running: {some} of {all} steps have ended</source>
        <translation>Läuft: {some} von {all} Schritten beendet</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>Woanders speichern …</translation>
    </message>
    <message>
        <source>Save the flow</source>
        <translation>Ablauf speichern</translation>
    </message>
    <message>
        <source>Save the flow first: the new one is put beside its file.</source>
        <translation>Erst den Ablauf speichern: Der neue wird neben seine Datei gelegt.</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved '{name}'</source>
        <translation>„{name}“ gespeichert</translation>
    </message>
    <message>
        <source>Saved {names}</source>
        <translation>{names} gespeichert</translation>
    </message>
    <message>
        <source>Search commands or keys</source>
        <translation>Befehle oder Tasten suchen</translation>
    </message>
    <message>
        <source>Search Steps</source>
        <translation>Schritte suchen</translation>
    </message>
    <message>
        <source>Search the kinds of Step</source>
        <translation>Arten von Schritten suchen</translation>
    </message>
    <message>
        <source>Seconds before the first retry</source>
        <translation>Sekunden bis zur ersten Wiederholung</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Select a step first.</source>
        <translation>Erst einen Schritt auswählen.</translation>
    </message>
    <message>
        <source>Select a step or a wire first.</source>
        <translation>Erst einen Schritt oder eine Leitung auswählen.</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Select in a box</source>
        <translation>Im Rechteck auswählen</translation>
    </message>
    <message>
        <source>Select the steps that belong together, then frame them.</source>
        <translation>Die zusammengehörigen Schritte auswählen, dann rahmen.</translation>
    </message>
    <message>
        <source>Select what feeds it</source>
        <translation>Auswählen, was ihn speist</translation>
    </message>
    <message>
        <source>Select what it feeds</source>
        <translation>Auswählen, was er speist</translation>
    </message>
    <message>
        <source>Select {least} steps or more first.</source>
        <translation>Erst mindestens {least} Schritte auswählen.</translation>
    </message>
    <message>
        <source>Set values</source>
        <translation>Werte setzen</translation>
    </message>
    <message>
        <source>several values</source>
        <translation>verschiedene Werte</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr zeigen</translation>
    </message>
    <message>
        <source>Show on the canvas</source>
        <translation>Auf der Zeichenfläche zeigen</translation>
    </message>
    <message>
        <source>Show the selection</source>
        <translation>Auswahl zeigen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>stands above already</source>
        <translation>steht schon weiter oben</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps that can feed '{port}'</source>
        <translation>Schritte, die „{port}“ speisen können</translation>
    </message>
    <message>
        <source>Steps that can take '{port}'</source>
        <translation>Schritte, die „{port}“ nehmen können</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop it and run again</source>
        <translation>Anhalten und neu starten</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>Lauf anhalten</translation>
    </message>
    <message>
        <source>Stop the run (Shift+F5)</source>
        <translation>Den Lauf anhalten (Umschalt+F5)</translation>
    </message>
    <message>
        <source>stopped after {time}</source>
        <translation>angehalten nach {time}</translation>
    </message>
    <message>
        <source>Take ports from the function</source>
        <translation>Anschlüsse aus der Funktion übernehmen</translation>
    </message>
    <message>
        <source>Take the frame away</source>
        <translation>Rahmen entfernen</translation>
    </message>
    <message>
        <source>Take them</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>takes {names}</source>
        <translation>nimmt {names}</translation>
    </message>
    <message>
        <source>Text of the note</source>
        <translation>Text der Notiz</translation>
    </message>
    <message>
        <source>The run asks: {title}</source>
        <translation>Der Lauf fragt: {title}</translation>
    </message>
    <message>
        <source>The run failed{took}: {why}</source>
        <translation>Der Lauf ist gescheitert{took}: {why}</translation>
    </message>
    <message>
        <source>The run was stopped{took}</source>
        <translation>Der Lauf wurde angehalten{took}</translation>
    </message>
    <message>
        <source>The whole flow</source>
        <translation>Der ganze Ablauf</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>There is no problem.</source>
        <translation>Es gibt kein Problem.</translation>
    </message>
    <message>
        <source>There is no result to pin yet: run the step first.</source>
        <translation>Noch gibt es kein Ergebnis zum Festhalten: erst den Schritt ausführen.</translation>
    </message>
    <message>
        <source>This cannot be run: {why}.</source>
        <translation>Das kann nicht ausgeführt werden: {why}.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Title of the frame</source>
        <translation>Titel des Rahmens</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Type a kind of step</source>
        <translation>Art des Schritts tippen</translation>
    </message>
    <message>
        <source>Type a step or an input</source>
        <translation>Schritt oder Eingang tippen</translation>
    </message>
    <message>
        <source>Type an output</source>
        <translation>Ausgang tippen</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translation>Tippen, um zu suchen</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Tippen, was getan werden soll</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Unsaved work that can be recovered</source>
        <translation>Ungespeicherte Arbeit, die wiederhergestellt werden kann</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>value {name}</source>
        <translation>Wert {name}</translation>
    </message>
    <message>
        <source>Values allowed</source>
        <translation>Erlaubte Werte</translation>
    </message>
    <message>
        <source>Values for this run</source>
        <translation>Werte für diesen Lauf</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>waiting for {names}</source>
        <translation>wartet auf {names}</translation>
    </message>
    <message>
        <source>Walk along wires</source>
        <translation>An Leitungen entlanggehen</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What can be chosen</source>
        <translation>Was gewählt werden kann</translation>
    </message>
    <message>
        <source>What happened in the run</source>
        <translation>Was im Lauf geschah</translation>
    </message>
    <message>
        <source>What is selected</source>
        <translation>Die Auswahl</translation>
    </message>
    <message>
        <source>What the value is</source>
        <translation>Was der Wert ist</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>when</source>
        <translation>Bedingung</translation>
    </message>
    <message>
        <source>When a Goal fails</source>
        <translation>Wenn ein Ziel scheitert</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>With the states of the last run</source>
        <translation>Mit den Zuständen des letzten Laufs</translation>
    </message>
    <message>
        <source>Write on it</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>Schreibt</translation>
    </message>
    <message>
        <source>You have not gone back.</source>
        <translation>Es wurde nicht zurückgegangen.</translation>
    </message>
    <message>
        <source>You have not jumped anywhere yet.</source>
        <translation>Es wurde noch nirgendwohin gesprungen.</translation>
    </message>
    <message>
        <source>Your own keys</source>
        <translation>Eigene Tasten</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Vergrößern, verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>{count} more: type on to see them.</source>
        <translation>{count} weitere: weitertippen, um sie zu sehen.</translation>
    </message>
    <message>
        <source>{count} Steps are selected</source>
        <translation>{count} Schritte sind ausgewählt</translation>
    </message>
    <message>
        <source>{current} of {total}</source>
        <translation>{current} von {total}</translation>
    </message>
    <message>
        <source>{keys} already stands for {names}. Taken here, it is gone there.</source>
        <translation>{keys} steht schon für {names}. Hier übernommen, ist es dort weg.</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} weitere</translation>
    </message>
    <message>
        <source>{some} of {all} steps</source>
        <translation>{some} von {all} Schritten</translation>
    </message>
    <message>
        <source>{total} found</source>
        <translation>{total} gefunden</translation>
    </message>
    <message>
        <source>{words} of {noun}</source>
        <translation>{words} von {noun}</translation>
    </message>
    <message>
        <source>{words} · read-only</source>
        <translation>{words} · schreibgeschützt</translation>
    </message>
    <message>
        <source>● unsaved</source>
        <translation>● nicht gespeichert</translation>
    </message>
    <message>
        <source>'{step}' is no Goal any more</source>
        <translation>„{step}“ ist kein Ziel mehr</translation>
    </message>
    <message>
        <source>About the kind of the step</source>
        <translation>Über die Art des Schritts</translation>
    </message>
    <message>
        <source>About this kind</source>
        <translation>Über diese Art</translation>
    </message>
    <message>
        <source>Add a Goal</source>
        <translation>Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Add preset</source>
        <translation>Vorgabe hinzufügen</translation>
    </message>
    <message>
        <source>Choose a file for {field}</source>
        <translation>Datei für {field} wählen</translation>
    </message>
    <message>
        <source>Kinds: {names}</source>
        <translation>Arten: {names}</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Select at most {count} to change what they share.</source>
        <translation>Höchstens {count} auswählen, um zu ändern, was sie gemeinsam haben.</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>all</source>
        <translation>allen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>default {value}</source>
        <translation>sonst {value}</translation>
    </message>
    <message>
        <source>id of a Step</source>
        <translation>Kennung eines Schritts</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>required</source>
        <translation>erforderlich</translation>
    </message>
    <message>
        <source>such as {example}</source>
        <translation>etwa {example}</translation>
    </message>
    <message>
        <source>{kind} (not available)</source>
        <translation>{kind} (nicht verfügbar)</translation>
    </message>
    <message>
        <source>Add below (Ins)</source>
        <translation>Darunter einfügen (Einfg)</translation>
    </message>
    <message>
        <source>Add inside (Shift+Ins)</source>
        <translation>Darin einfügen (Umschalt+Einfg)</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>Nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>Nach unten (Alt+Ab)</translation>
    </message>
    <message>
        <source>Remove (Del)</source>
        <translation>Entfernen (Entf)</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>wahr oder falsch</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Only when</source>
        <translation>Nur wenn</translation>
    </message>
    <message>
        <source>always, or such as amount &gt; 100.0</source>
        <translation>immer, oder etwa amount &gt; 100.0</translation>
    </message>
    <message>
        <source>Wait before the first retry</source>
        <translation>Warten vor der ersten Wiederholung</translation>
    </message>
    <message>
        <source>Wait at most</source>
        <translation>Höchstens warten</translation>
    </message>
    <message>
        <source>Jitter, as a part of the wait</source>
        <translation>Streuung, als Teil der Wartezeit</translation>
    </message>
    <message>
        <source>Time-out of one try</source>
        <translation>Zeitgrenze eines Versuchs</translation>
    </message>
    <message>
        <source>Remember the result</source>
        <translation>Ergebnis merken</translation>
    </message>
    <message>
        <source>Same inputs, same result, across runs</source>
        <translation>Gleiche Eingaben, gleiches Ergebnis, über Läufe hinweg</translation>
    </message>
    <message>
        <source>Undone by</source>
        <translation>Rückgängig durch</translation>
    </message>
    <message>
        <source>May be repeated</source>
        <translation>Darf wiederholt werden</translation>
    </message>
    <message>
        <source>Doing it twice does no harm: a resumed run may do it again</source>
        <translation>Zweimal getan schadet nicht: ein fortgesetzter Lauf darf es wiederholen</translation>
    </message>
    <message>
        <source>Elements at a time</source>
        <translation>Elemente zugleich</translation>
    </message>
    <message>
        <source>Several lists</source>
        <translation>Mehrere Listen</translation>
    </message>
    <message>
        <source>all combinations</source>
        <translation>alle Kombinationen</translation>
    </message>
    <message>
        <source>in pairs</source>
        <translation>paarweise</translation>
    </message>
    <message>
        <source>Worked on by</source>
        <translation>Bearbeitet von</translation>
    </message>
    <message>
        <source>as the kind says</source>
        <translation>wie die Art es sagt</translation>
    </message>
    <message>
        <source>Takes up</source>
        <translation>Beansprucht</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>A disabled Step produces nothing</source>
        <translation>Ein abgeschalteter Schritt liefert nichts</translation>
    </message>
    <message>
        <source>Of several values</source>
        <translation>Bei mehreren Werten</translation>
    </message>
    <message>
        <source>the first that there is</source>
        <translation>der erste, den es gibt</translation>
    </message>
    <message>
        <source>the fastest</source>
        <translation>der schnellste</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>der letzte</translation>
    </message>
    <message>
        <source>a list of those that came</source>
        <translation>eine Liste derer, die kamen</translation>
    </message>
    <message>
        <source>a list of all</source>
        <translation>eine Liste aller</translation>
    </message>
    <message>
        <source>only where there is none</source>
        <translation>nur wo es keinen gibt</translation>
    </message>
    <message>
        <source>Only values that match</source>
        <translation>Nur passende Werte</translation>
    </message>
    <message>
        <source>any, or such as value &gt; 3</source>
        <translation>alle, oder etwa value &gt; 3</translation>
    </message>
    <message>
        <source>as long as it takes</source>
        <translation>so lange es dauert</translation>
    </message>
    <message>
        <source>Once for each element</source>
        <translation>Einmal für jedes Element</translation>
    </message>
    <message>
        <source>The input is a list, and the Step runs once for each element of it</source>
        <translation>Die Eingabe ist eine Liste, und der Schritt läuft einmal für jedes Element</translation>
    </message>
    <message>
        <source>The Step does not start without it</source>
        <translation>Ohne sie beginnt der Schritt nicht</translation>
    </message>
    <message>
        <source>The Step does not fail where it does not give this</source>
        <translation>Der Schritt scheitert nicht, wenn er dies nicht liefert</translation>
    </message>
    <message>
        <source>any</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>not pinned</source>
        <translation>nicht angeheftet</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>exponentiell</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>gleichbleibend</translation>
    </message>
    <message>
        <source>'{port}' is an output, and a Flow input can only feed an input. Drop the wire without Shift to choose a step.</source>
        <translation>„{port}“ ist ein Ausgang, und eine Eingabe des Ablaufs kann nur einen Eingang speisen. Die Leitung ohne Umschalt loslassen, um einen Schritt zu wählen.</translation>
    </message>
    <message>
        <source>'{port}' reads '{attribute}' already: the two are connected.</source>
        <translation>„{port}“ liest „{attribute}“ schon: die beiden sind verbunden.</translation>
    </message>
    <message>
        <source>'{step}' cannot be the id of a step: use small letters, digits, '-', '_' and '.', begin with a letter or digit, and stay within 64 characters.</source>
        <translation>„{step}“ kann keine Kennung eines Schritts sein: Kleinbuchstaben, Ziffern, „-“, „_“ und „.“ verwenden, mit Buchstabe oder Ziffer beginnen und höchstens 64 Zeichen.</translation>
    </message>
    <message>
        <source>'{step}' has no inputs.</source>
        <translation>„{step}“ hat keine Eingänge.</translation>
    </message>
    <message>
        <source>'{step}' has no outputs.</source>
        <translation>„{step}“ hat keine Ausgänge.</translation>
    </message>
    <message>
        <source>A file to send, from the flow file's folder; {name} stands for an input.</source>
        <translation>Eine Datei, die geschickt wird, vom Ordner der Ablaufdatei aus; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>A preset needs a name. Give it one.</source>
        <translation>Eine Vorgabe braucht einen Namen. Ihr einen geben.</translation>
    </message>
    <message>
        <source>A text to send; {name} stands for an input.</source>
        <translation>Ein Text, der geschickt wird; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>A value to send; a text that is only {name} becomes that input's value.</source>
        <translation>Ein Wert, der geschickt wird; ein Text, der nur {name} ist, wird zum Wert dieses Eingangs.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Add '{step}'</source>
        <translation>„{step}“ hinzufügen</translation>
    </message>
    <message>
        <source>Add '{step}' and connect it to {port}</source>
        <translation>„{step}“ hinzufügen und mit {port} verbinden</translation>
    </message>
    <message>
        <source>Add a note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Added to the URL; {name} stands for an input.</source>
        <translation>An die URL gehängt; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>An input is fed by an output, at the right edge of a step.</source>
        <translation>Ein Eingang wird von einem Ausgang gespeist, am rechten Rand eines Schritts.</translation>
    </message>
    <message>
        <source>An output connects to an input, at the left edge of a step.</source>
        <translation>Ein Ausgang wird mit einem Eingang verbunden, am linken Rand eines Schritts.</translation>
    </message>
    <message>
        <source>Ask for yes or no and a comment: the outputs 'approved' and 'comment'.</source>
        <translation>Nach Ja oder Nein und einem Kommentar fragen: die Ausgänge „approved“ und „comment“.</translation>
    </message>
    <message>
        <source>Asks a person for values, or for a yes or no, and waits for the answer.</source>
        <translation>Fragt einen Menschen nach Werten oder nach Ja oder Nein und wartet auf die Antwort.</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Bend {wire}</source>
        <translation>{wire} biegen</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA-Datei</translation>
    </message>
    <message>
        <source>CSV: the character between two cells.</source>
        <translation>CSV: das Zeichen zwischen zwei Zellen.</translation>
    </message>
    <message>
        <source>CSV: the first line holds the names of the columns.</source>
        <translation>CSV: die erste Zeile enthält die Spaltennamen.</translation>
    </message>
    <message>
        <source>CSV: the type of each column by name; others are text.</source>
        <translation>CSV: der Typ jeder Spalte nach Namen; andere sind Text.</translation>
    </message>
    <message>
        <source>Calls a function of a Python module beside the flow file.</source>
        <translation>Ruft eine Funktion eines Python-Moduls neben der Ablaufdatei auf.</translation>
    </message>
    <message>
        <source>Certificate (PEM) that proves who we are.</source>
        <translation>Zertifikat (PEM), das beweist, wer wir sind.</translation>
    </message>
    <message>
        <source>Certificates (PEM) to trust in place of the system's.</source>
        <translation>Zertifikate (PEM), denen statt denen des Systems vertraut wird.</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>Client key</source>
        <translation>Client-Schlüssel</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Connect {what}</source>
        <translation>{what} verbinden</translation>
    </message>
    <message>
        <source>Cut {what}</source>
        <translation>{what} trennen</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Vorgabewerte</translation>
    </message>
    <message>
        <source>Delete note</source>
        <translation>Notiz löschen</translation>
    </message>
    <message>
        <source>Delete {what}</source>
        <translation>{what} löschen</translation>
    </message>
    <message>
        <source>Delete {what} and heal</source>
        <translation>{what} löschen und überbrücken</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Trennzeichen</translation>
    </message>
    <message>
        <source>Disable {what}</source>
        <translation>{what} abschalten</translation>
    </message>
    <message>
        <source>Dot {number} of {wire}</source>
        <translation>Punkt {number} von {wire}</translation>
    </message>
    <message>
        <source>Duplicate {what}</source>
        <translation>{what} duplizieren</translation>
    </message>
    <message>
        <source>Enable {what}</source>
        <translation>{what} einschalten</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kodierung</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Expressions</source>
        <translation>Ausdrücke</translation>
    </message>
    <message>
        <source>Failures that may pass; lost connections and time-outs always count as such.</source>
        <translation>Fehler, die vorbeigehen können; verlorene Verbindungen und Zeitüberschreitungen zählen immer dazu.</translation>
    </message>
    <message>
        <source>Fields to send; {name} stands for an input.</source>
        <translation>Felder, die geschickt werden; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>File body</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Flow file</source>
        <translation>Ablaufdatei</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Form body</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Frame the selection</source>
        <translation>Auswahl umrahmen</translation>
    </message>
    <message>
        <source>From the flow file's folder, or absolute; {name} stands for an input.</source>
        <translation>Vom Ordner der Ablaufdatei aus oder absolut; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>Gives fixed values, or works values out from its inputs by expressions.</source>
        <translation>Gibt feste Werte oder errechnet Werte aus seinen Eingängen mit Ausdrücken.</translation>
    </message>
    <message>
        <source>Goal reached: {step}</source>
        <translation>Ziel erreicht: {step}</translation>
    </message>
    <message>
        <source>Good exit statuses</source>
        <translation>Gute Exit-Codes</translation>
    </message>
    <message>
        <source>Good statuses</source>
        <translation>Gute Statuscodes</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopfzeile</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Kopfzeilen</translation>
    </message>
    <message>
        <source>How long to wait. Left out, the input 'seconds' says it, or a time does.</source>
        <translation>Wie lange gewartet wird. Leer: der Eingang „seconds“ sagt es oder eine Zeit.</translation>
    </message>
    <message>
        <source>How many are followed; 0 for none.</source>
        <translation>Wie vielen gefolgt wird; 0 für keine.</translation>
    </message>
    <message>
        <source>How the text is kept as bytes.</source>
        <translation>Wie der Text als Bytes abgelegt ist.</translation>
    </message>
    <message>
        <source>Input '{port}'</source>
        <translation>Eingang „{port}“</translation>
    </message>
    <message>
        <source>Input text</source>
        <translation>Eingabetext</translation>
    </message>
    <message>
        <source>Insert '{step}' into {wire}</source>
        <translation>„{step}“ in {wire} einfügen</translation>
    </message>
    <message>
        <source>Isolate</source>
        <translation>Abschotten</translation>
    </message>
    <message>
        <source>Its private key, where that is in a file of its own.</source>
        <translation>Sein privater Schlüssel, wenn er in einer eigenen Datei ist.</translation>
    </message>
    <message>
        <source>JSON body</source>
        <translation>JSON-Rumpf</translation>
    </message>
    <message>
        <source>Lay out {what}</source>
        <translation>{what} auslegen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>MODULE:FUNCTION; the module is looked for beside the flow file first.</source>
        <translation>MODUL:FUNKTION; das Modul wird zuerst neben der Ablaufdatei gesucht.</translation>
    </message>
    <message>
        <source>Make folders</source>
        <translation>Ordner anlegen</translation>
    </message>
    <message>
        <source>Make the folders above the file where they are missing.</source>
        <translation>Fehlende Ordner über der Datei anlegen.</translation>
    </message>
    <message>
        <source>Make {port} a Flow input</source>
        <translation>{port} zur Eingabe des Ablaufs machen</translation>
    </message>
    <message>
        <source>Make {what} the only Goal</source>
        <translation>{what} zum einzigen Ziel machen</translation>
    </message>
    <message>
        <source>Make {what} the only Goals</source>
        <translation>{what} zu den einzigen Zielen machen</translation>
    </message>
    <message>
        <source>Mark {what} as Goal</source>
        <translation>{what} als Ziel setzen</translation>
    </message>
    <message>
        <source>Megabytes of an answer, at most.</source>
        <translation>Megabyte einer Antwort, höchstens.</translation>
    </message>
    <message>
        <source>Memory limit (MB)</source>
        <translation>Speichergrenze (MB)</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mitteilung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Move the wires of {old} to {new}</source>
        <translation>Leitungen von {old} nach {new} umstecken</translation>
    </message>
    <message>
        <source>Move {what}</source>
        <translation>{what} verschieben</translation>
    </message>
    <message>
        <source>Name for basic authentication; {name} is an input.</source>
        <translation>Name für Basic Authentication; {name} ist ein Eingang.</translation>
    </message>
    <message>
        <source>Name of the step</source>
        <translation>Name des Schritts</translation>
    </message>
    <message>
        <source>Next port</source>
        <translation>Nächster Anschluss</translation>
    </message>
    <message>
        <source>Nothing can lie infinitely far away. Put it elsewhere.</source>
        <translation>Nichts kann unendlich weit weg liegen. Woanders hinlegen.</translation>
    </message>
    <message>
        <source>Nothing near fits '{port}'.</source>
        <translation>In der Nähe passt nichts zu „{port}“.</translation>
    </message>
    <message>
        <source>On no</source>
        <translation>Bei Nein</translation>
    </message>
    <message>
        <source>Others fail the step.</source>
        <translation>Bei anderen schlägt der Schritt fehl.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Output '{port}'</source>
        <translation>Ausgang „{port}“</translation>
    </message>
    <message>
        <source>Outputs with a fixed value, by name.</source>
        <translation>Ausgänge mit festem Wert, nach Namen.</translation>
    </message>
    <message>
        <source>Outputs worked out from the inputs, by name, each a CEL expression.</source>
        <translation>Ausgänge, die aus den Eingängen errechnet werden, nach Namen, jeder ein CEL-Ausdruck.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Pin {what}</source>
        <translation>{what} festhalten</translation>
    </message>
    <message>
        <source>Previous port</source>
        <translation>Voriger Anschluss</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Reading '{name}'…</source>
        <translation>„{name}“ wird gelesen …</translation>
    </message>
    <message>
        <source>Reads, writes or extends a file of text, JSON or CSV.</source>
        <translation>Liest, schreibt oder ergänzt eine Datei mit Text, JSON oder CSV.</translation>
    </message>
    <message>
        <source>Redirects</source>
        <translation>Weiterleitungen</translation>
    </message>
    <message>
        <source>Resize {what}</source>
        <translation>Größe ändern: {what}</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Run it in a process of its own, which Stop and time limits end for real.</source>
        <translation>In einem eigenen Prozess ausführen, den Stopp und Zeitgrenzen wirklich beenden.</translation>
    </message>
    <message>
        <source>Runs a program and takes what it prints, as text or JSON.</source>
        <translation>Startet ein Programm und nimmt, was es ausgibt, als Text oder JSON.</translation>
    </message>
    <message>
        <source>Runs another flow, or other goals of this one, as one step.</source>
        <translation>Führt einen anderen Ablauf oder andere Ziele dieses Ablaufs als einen Schritt aus.</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Seconds of silence after which it is given up.</source>
        <translation>Sekunden Stille, nach denen aufgegeben wird.</translation>
    </message>
    <message>
        <source>Seconds until there must be a connection.</source>
        <translation>Sekunden, bis eine Verbindung da sein muss.</translation>
    </message>
    <message>
        <source>Select a step that has ports first.</source>
        <translation>Zuerst einen Schritt mit Anschlüssen auswählen.</translation>
    </message>
    <message>
        <source>Select the steps first that are to become a Flow of their own.</source>
        <translation>Zuerst die Schritte auswählen, die ein eigener Ablauf werden sollen.</translation>
    </message>
    <message>
        <source>Sends a request to a web server and takes its answer as JSON, text or a file.</source>
        <translation>Schickt eine Anfrage an einen Webserver und nimmt die Antwort als JSON, Text oder Datei.</translation>
    </message>
    <message>
        <source>Statuses worth a retry</source>
        <translation>Statuscodes für einen neuen Versuch</translation>
    </message>
    <message>
        <source>Step '{step}' failed: {why}</source>
        <translation>Schritt „{step}“ ist fehlgeschlagen: {why}</translation>
    </message>
    <message>
        <source>Step '{step}' writes '{name}' already. Choose another name.</source>
        <translation>Schritt „{step}“ schreibt „{name}“ schon. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Straighten a wire</source>
        <translation>Leitung gerade ziehen</translation>
    </message>
    <message>
        <source>Such as 200 or 2xx; all others fail the step.</source>
        <translation>Etwa 200 oder 2xx; bei allen anderen schlägt der Schritt fehl.</translation>
    </message>
    <message>
        <source>Tab moves the focus</source>
        <translation>Tab bewegt den Fokus</translation>
    </message>
    <message>
        <source>Text as it is, a JSON value, or a CSV table as a list of objects.</source>
        <translation>Text wie er ist, ein JSON-Wert oder eine CSV-Tabelle als Liste von Objekten.</translation>
    </message>
    <message>
        <source>Text body</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text for the program's stdin; {name} stands for an input.</source>
        <translation>Text für die Standardeingabe; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>The clipboard holds a Flow without steps. Copy steps of a Flow first.</source>
        <translation>In der Zwischenablage ist ein Ablauf ohne Schritte. Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>The clipboard holds no steps that could be pasted: {why} Copy steps of a Flow first.</source>
        <translation>In der Zwischenablage sind keine Schritte, die eingefügt werden könnten: {why} Zuerst Schritte eines Ablaufs kopieren.</translation>
    </message>
    <message>
        <source>The file of the flow to run; left out, this same file.</source>
        <translation>Die Datei des Ablaufs; leer: diese Datei.</translation>
    </message>
    <message>
        <source>The file that takes the answer; {name} stands for an input.</source>
        <translation>Die Datei für die Antwort; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>The program and its arguments; {name} stands for an input, {work} for a folder of the run. Not a shell line.</source>
        <translation>Das Programm und seine Argumente; {name} steht für einen Eingang, {work} für einen Ordner des Laufs. Keine Shell-Zeile.</translation>
    </message>
    <message>
        <source>The steps to reach in it; left out, its own goals.</source>
        <translation>Die Schritte, die darin zu erreichen sind; leer: seine eigenen Ziele.</translation>
    </message>
    <message>
        <source>There is a Flow input '{name}' already. Choose another name.</source>
        <translation>Es gibt schon eine Eingabe „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is a step '{step}' already. Choose another id.</source>
        <translation>Es gibt schon einen Schritt „{step}“. Eine andere Kennung wählen.</translation>
    </message>
    <message>
        <source>There is an input '{name}' already. Choose another name.</source>
        <translation>Es gibt schon einen Eingang „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is an output '{name}' already. Choose another name.</source>
        <translation>Es gibt schon einen Ausgang „{name}“. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is no step '{step}' in this Flow.</source>
        <translation>Es gibt keinen Schritt „{step}“ in diesem Ablauf.</translation>
    </message>
    <message>
        <source>Time to answer</source>
        <translation>Zeit zum Antworten</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Zeit zum Verbinden</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Unmark {what} as Goal</source>
        <translation>{what} nicht mehr als Ziel setzen</translation>
    </message>
    <message>
        <source>Unpin {what}</source>
        <translation>{what} nicht mehr festhalten</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Variables beside those of Backcast itself; {name} stands for an input.</source>
        <translation>Variablen neben denen von Backcast selbst; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Wait until this time; without a time zone it is this machine's local time.</source>
        <translation>Bis zu dieser Zeit warten; ohne Zeitzone ist es die Ortszeit dieses Rechners.</translation>
    </message>
    <message>
        <source>Waits for some seconds, or until a time.</source>
        <translation>Wartet einige Sekunden oder bis zu einer Zeit.</translation>
    </message>
    <message>
        <source>What a process of its own may take beyond what Python itself needs.</source>
        <translation>Was ein eigener Prozess über das hinaus nehmen darf, was Python selbst braucht.</translation>
    </message>
    <message>
        <source>What an output is where nothing is answered, by name; {name} alone stands for the value of an input.</source>
        <translation>Was ein Ausgang ist, wenn nichts geantwortet wird, nach Namen; {name} allein steht für den Wert eines Eingangs.</translation>
    </message>
    <message>
        <source>What is asked, in a few words; {name} stands for an input. Left out, it is the step's id.</source>
        <translation>Was gefragt wird, in wenigen Worten; {name} steht für einen Eingang. Leer: die Kennung des Schritts.</translation>
    </message>
    <message>
        <source>What the answer holds, or where it goes.</source>
        <translation>Was die Antwort enthält oder wohin sie geht.</translation>
    </message>
    <message>
        <source>What the program's stdout holds.</source>
        <translation>Was die Standardausgabe enthält.</translation>
    </message>
    <message>
        <source>What the request asks for.</source>
        <translation>Was die Anfrage will.</translation>
    </message>
    <message>
        <source>What whoever answers has to know; {name} stands for an input.</source>
        <translation>Was wissen muss, wer antwortet; {name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>Where it runs; left out, the flow file's folder. {work} is the run's own.</source>
        <translation>Wo es läuft; leer: der Ordner der Ablaufdatei. {work} ist der des Laufs.</translation>
    </message>
    <message>
        <source>Whether a no fails the step, or goes on with 'approved' false.</source>
        <translation>Ob der Schritt bei Nein fehlschlägt oder mit „approved“ gleich false weitergeht.</translation>
    </message>
    <message>
        <source>Whether the server must prove who it is. Leave it on.</source>
        <translation>Ob der Server beweisen muss, wer er ist. Eingeschaltet lassen.</translation>
    </message>
    <message>
        <source>Write the note</source>
        <translation>Notiz schreiben</translation>
    </message>
    <message>
        <source>Write the title</source>
        <translation>Titel schreiben</translation>
    </message>
    <message>
        <source>Write {name} of an input of format 'secret', not the password itself.</source>
        <translation>{name} eines Eingangs mit Format „secret“ schreiben, nicht das Passwort selbst.</translation>
    </message>
    <message>
        <source>Write {name} of an input of format 'secret', not the token itself.</source>
        <translation>{name} eines Eingangs mit Format „secret“ schreiben, nicht das Token selbst.</translation>
    </message>
    <message>
        <source>Writing replaces the whole file; appending adds at its end.</source>
        <translation>Schreiben ersetzt die ganze Datei; Anhängen ergänzt am Ende.</translation>
    </message>
    <message>
        <source>a bend of a wire</source>
        <translation>eine Biegung einer Leitung</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>{count} bends of wires</source>
        <translation>{count} Biegungen von Leitungen</translation>
    </message>
    <message>
        <source>{count} frames and notes</source>
        <translation>{count} Rahmen und Notizen</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} Schritte</translation>
    </message>
    <message>
        <source>{count} wires</source>
        <translation>{count} Leitungen</translation>
    </message>
    <message>
        <source>{end} · Enter: draw a wire</source>
        <translation>{end} · Eingabetaste: Leitung ziehen</translation>
    </message>
    <message>
        <source>{end} · arrows: another port · Enter: connect · Esc: cancel</source>
        <translation>{end} · Pfeile: anderer Anschluss · Eingabetaste: verbinden · Esc: abbrechen</translation>
    </message>
    <message>
        <source>{keys} begins keys of two strokes: press the second.</source>
        <translation>{keys} beginnt Tasten aus zwei Anschlägen: den zweiten drücken.</translation>
    </message>
    <message>
        <source>{name} stands for an input and is encoded; at the beginning it is taken as it is.</source>
        <translation>{name} steht für einen Eingang und wird kodiert; am Anfang wird es genommen, wie es ist.</translation>
    </message>
    <message>
        <source>{name} stands for an input.</source>
        <translation>{name} steht für einen Eingang.</translation>
    </message>
    <message>
        <source>'{step}' does not fit into {wire}: it has no input that takes {type}.</source>
        <translation>„{step}“ passt nicht in {wire}: Kein Eingang nimmt {type} an.</translation>
    </message>
    <message>
        <source>'{step}' does not fit into {wire}: it has no output that gives {type}.</source>
        <translation>„{step}“ passt nicht in {wire}: Kein Ausgang liefert {type}.</translation>
    </message>
    <message>
        <source>'{step}' is wired already: cut its wires to insert it here.</source>
        <translation>„{step}“ ist schon verbunden: Seine Leitungen trennen, um es hier einzufügen.</translation>
    </message>
    <message>
        <source>The card of the Flow inputs stays: take away its inputs in the inspector.</source>
        <translation>Die Karte der Eingaben des Ablaufs bleibt: Ihre Eingaben im Inspektor entfernen.</translation>
    </message>
    <message>
        <source>A flow has one card of Flow inputs: it cannot be duplicated.</source>
        <translation>Ein Ablauf hat nur eine Karte seiner Eingaben: Sie lässt sich nicht verdoppeln.</translation>
    </message>
    <message>
        <source>{ports} could not be joined: nothing that fed what is gone fits there.</source>
        <translation>{ports} ließ sich nicht verbinden: nichts, was das Gelöschte speiste, passt dort.</translation>
    </message>
    <message>
        <source>{source} gives {given}, and '{port}' takes {taken}. Change one of the two types, or choose another port.</source>
        <translation>{source} gibt {given}, und „{port}“ nimmt {taken}. Einen der beiden Typen ändern oder einen anderen Anschluss wählen.</translation>
    </message>
    <message>
        <source>e.g. {value}</source>
        <translation>z. B. {value}</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>default: {value}</source>
        <translation>Vorgabe: {value}</translation>
    </message>
</context>
</TS>
